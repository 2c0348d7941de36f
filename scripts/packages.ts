import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root: string = join(import.meta.dirname, '..');

export interface Package {
  name: string;
  dir: string;
  /** The specifiers that users import. */
  entries: string[];
}

/** The packages that are published. */
export function publicPackages(): Package[] {
  const packages: Package[] = [];
  for (const folder of readdirSync(join(root, 'packages'))) {
    const dir = join(root, 'packages', folder);
    const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
    if (manifest.private) continue;
    const entries = Object.keys(manifest.exports).filter((path) => path !== './package.json');
    packages.push({
      name: manifest.name,
      dir,
      entries: entries.map((path) => manifest.name + path.slice(1)),
    });
  }
  return packages;
}
