import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Has a `package.json` and a lockfile of its own. */
export const peersFolder: string = join(import.meta.dirname, '../../peers');

/** The path of a file of an installed peer. @throws if peers are not installed. */
export function peerFile(path: string): string {
  const file = join(peersFolder, 'node_modules', path);
  if (!existsSync(file)) throw new Error(`${path} is not installed. Run: npx --yes pnpm@12 bench:peers`);
  return file;
}

/** None if peers are not installed. */
export function peerVersions(): Record<string, string> {
  if (!existsSync(join(peersFolder, 'node_modules'))) return {};
  return JSON.parse(readFileSync(join(peersFolder, 'package.json'), 'utf8')).dependencies;
}
