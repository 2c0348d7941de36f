import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Who the app is, by the package.json nearest to its main script. */
export interface AppIdentity {
  readonly service: string;
  readonly version: string;
  /** Files in here are the app's own. */
  readonly folder: string;
}

export function findApp(): AppIdentity {
  const start = mainFolder();
  for (let folder = start; ; folder = dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return { service: String(name ?? 'app'), version: String(version ?? ''), folder };
    } catch {
      if (dirname(folder) === folder) return { service: 'app', version: '', folder: start };
    }
  }
}

function mainFolder(): string {
  try {
    // Frames carry real paths, so links are followed here too.
    return process.argv[1] ? dirname(realpathSync(process.argv[1])) : process.cwd();
  } catch {
    return process.cwd();
  }
}
