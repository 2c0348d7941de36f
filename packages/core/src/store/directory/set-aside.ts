import { promises } from 'node:fs';
import { join } from 'node:path';
import { codeOf, inTime, makeFolder } from './disk-steps.ts';
import { asideFolder } from './names.ts';

/** Past this many, further ones stay where they are. */
const mostAside = 100;

/**
 * Moves a damaged file out of the way: never deleted, as somebody may want to look at it.
 *
 * @returns why it could not be done; `undefined` when it is gone from its place.
 */
export async function setAside(folder: string, name: string): Promise<string | undefined> {
  const aside = join(folder, asideFolder);
  try {
    await inTime(makeFolder(aside));
    if ((await promises.readdir(aside)).length >= mostAside) return `${mostAside} are in ${aside} already`;
    await promises.rename(join(folder, name), join(aside, name));
  } catch (error) {
    // Another process may have done it.
    if (codeOf(error) !== 'ENOENT') return codeOf(error) || String(error);
  }
  return undefined;
}

export async function countAside(folder: string): Promise<number> {
  try {
    return (await promises.readdir(join(folder, asideFolder))).length;
  } catch {
    return 0;
  }
}
