import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parseManifest } from './parse-manifest.ts';

/** Who the app is: the package.json nearest to its main script, or to the working directory. */
export interface AppIdentity {
  readonly service: string;
  readonly version: string;
  /** Files in here are the app's own. */
  readonly folder: string;
}

/** A package.json in one of these folders belongs to a tool, or a tool wrote it: it does not describe the app. */
const toolFolders = new Set([
  'node_modules',
  'dist',
  'build',
  'out',
  '.next',
  '.nuxt',
  '.output',
  '.svelte-kit',
]);

/** Finds the app of this process by default. A script in a tool's folder (`next start`, a build) does not lead to it. */
export function findApp(
  script: string | undefined = process.argv[1],
  workingFolder: string = currentFolder(),
): AppIdentity {
  const start = scriptFolder(script) ?? workingFolder;
  const around = hasToolFolder(start) ? nearestPackage(workingFolder) : undefined;
  return (
    (around !== undefined && isInToolFolder(start, around.folder) ? around : undefined) ??
    nearestPackage(start) ?? { service: 'app', version: '', folder: start }
  );
}

/** Only names below the app's folder count: the app itself may be in a folder called build. */
function isInToolFolder(start: string, appFolder: string): boolean {
  const isInside = start.startsWith(appFolder.endsWith(sep) ? appFolder : `${appFolder}${sep}`);
  return isInside ? hasToolFolder(relative(appFolder, start)) : start.split(sep).includes('node_modules');
}

function hasToolFolder(path: string): boolean {
  return path.split(sep).some((name) => toolFolders.has(name));
}

/** The working directory, or the root if it has been removed: `process.cwd` throws then. */
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
      const { name, version } = parseManifest(readFileSync(join(folder, 'package.json'), 'utf8'));
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
