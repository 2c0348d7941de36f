import { promises } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../code-of.ts';
import { inTime, makeFolder } from './disk-steps.ts';
import { asideFolder } from './names.ts';

/** When there are this many, further damaged files stay in place. */
const mostAside = 100;

/**
 * Moves a damaged file out of the way. It is never deleted, because somebody may want to look at it.
 *
 * @returns why that failed; `undefined` when the file is gone from its place.
 */
export async function setAside(folder: string, name: string): Promise<string | undefined> {
  const aside = join(folder, asideFolder);
  try {
    await inTime(makeFolder(aside));
    if ((await promises.readdir(aside)).length >= mostAside) return `${mostAside} are in ${aside} already`;
    await promises.rename(join(folder, name), join(aside, name));
  } catch (error) {
    // Another process may have moved it.
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
