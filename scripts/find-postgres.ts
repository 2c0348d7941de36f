import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findInstalled } from './find-installed.ts';

/** The path of PostgreSQL's `initdb`, whose folder has the server, too; `INITDB` can name one. */
export function findInitdb(): string {
  const root = '/usr/lib/postgresql';
  const places = (): string[] =>
    existsSync(root) ? readdirSync(root).map((major) => join(root, major, 'bin/initdb')) : [];
  return findInstalled({ name: 'PostgreSQL', variable: 'INITDB', package: 'postgresql', places });
}
