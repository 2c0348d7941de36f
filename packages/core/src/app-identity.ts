import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** Who the app is: the package.json nearest to its main script, or to the working directory. */
export interface AppIdentity {
  readonly service: string;
  readonly version: string;
  /** Files in here are the app's own. */
  readonly folder: string;
}

/** A package.json in these is a tool's or was written by one: it says nothing about the app. */
const foldersOfOthers = new Set([
  'node_modules',
  'dist',
  'build',
  'out',
  '.next',
  '.nuxt',
  '.output',
  '.svelte-kit',
]);

/** Of this process, unless told otherwise. A script of others (`next start`, a build) is no sign of the app. */
export function findApp(
  script: string | undefined = process.argv[1],
  workingFolder: string = currentFolder(),
): AppIdentity {
  const start = scriptFolder(script) ?? workingFolder;
  const around = namesOthers(start) ? nearestPackage(workingFolder) : undefined;
  return (
    (around !== undefined && isOfOthers(start, around.folder) ? around : undefined) ??
    nearestPackage(start) ?? { service: 'app', version: '', folder: start }
  );
}

/** A folder's names above the app say nothing: the app itself may be in a folder called build. */
function isOfOthers(start: string, appFolder: string): boolean {
  const isInside = start.startsWith(appFolder.endsWith(sep) ? appFolder : `${appFolder}${sep}`);
  return isInside ? namesOthers(relative(appFolder, start)) : start.split(sep).includes('node_modules');
}

function namesOthers(folder: string): boolean {
  return folder.split(sep).some((name) => foldersOfOthers.has(name));
}

/** The root, in a folder that has been removed. */
export function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return sep;
  }
}

function nearestPackage(start: string): AppIdentity | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return { service: String(name ?? 'app'), version: String(version ?? ''), folder };
    } catch {
      if (dirname(folder) === folder) return undefined;
    }
  }
}

function scriptFolder(script: string | undefined): string | undefined {
  try {
    // Frames carry real paths, so links are followed here too.
    return script ? dirname(realpathSync(script)) : undefined;
  } catch {
    return undefined;
  }
}
