import { existsSync, globSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface InstalledSize {
  readonly packages: number;
  /** Of their files, without what a file system adds. */
  readonly bytes: number;
}

/**
 * What installing packages brings with it: they, and all that they depend on. Found by the dependencies from one folder
 * to the next, as Node would find them, so that it is one tool's part of a folder that has several. Peer dependencies are
 * the app's own.
 */
export function installedSize(nodeModules: string, names: readonly string[]): InstalledSize {
  const found = new Set<string>();
  const visit = (folder: string): void => {
    if (found.has(folder)) return;
    found.add(folder);
    const { dependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const at = resolveFrom(folder, name);
      if (at !== undefined) visit(at);
      // Optional ones of other platforms are not there.
      else if (!(name in (optionalDependencies ?? {}))) throw new Error(`${folder} lacks ${name}.`);
    }
  };
  for (const name of names) visit(realpathSync(join(nodeModules, name)));
  return { packages: found.size, bytes: [...found].reduce((sum, folder) => sum + bytesOf(folder), 0) };
}

function resolveFrom(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (at === dirname(at)) return undefined;
  }
}

/** Without its own `node_modules`: what is in there counts as packages. */
function bytesOf(folder: string): number {
  return globSync('**', { cwd: folder, withFileTypes: true, exclude: ({ name }) => name === 'node_modules' })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + lstatSync(join(entry.parentPath, entry.name)).size, 0);
}
