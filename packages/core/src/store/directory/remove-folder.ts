import { promises } from 'node:fs';
import { join } from 'node:path';
import { systemMillis } from '../../clock.ts';
import { codeOf } from '../code-of.ts';
import { isTemporaryName, readEvidenceName, readLeaseName, readMarkName, serviceFile } from './names.ts';
import { isOwnFolder } from './own-folder.ts';

/** A folder that was changed since then may be in use. */
const unusedMillis = 60 * 60_000;
/** Evidence may be all that is left of a process. */
const evidenceMillis = 30 * 24 * 60 * 60_000;

/**
 * Removes the folder of a service that has no windows: what is its own in it, and then the folder, if nothing else is there.
 * A process that begins to use it meanwhile makes it again.
 */
export async function removeFolder(path: string): Promise<void> {
  if (!(await isOwnFolder(path))) return;
  const names = await promises.readdir(path);
  const { mtimeMs } = await promises.stat(path);
  const nowMillis = systemMillis();
  if (!names.every(isOwn) || nowMillis - mtimeMs < unusedMillis) return;
  if (names.some((name) => (readEvidenceName(name) ?? 0) > (nowMillis - evidenceMillis) * 1000)) return;
  try {
    for (const name of names) {
      const file = join(path, name);
      await (readLeaseName(name) === undefined ? promises.unlink(file) : promises.rmdir(file));
    }
    await promises.rmdir(path);
  } catch (error) {
    // Somebody uses it, or was faster.
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error))) throw error;
  }
}

function isOwn(name: string): boolean {
  return (
    name === serviceFile ||
    isTemporaryName(name) ||
    readEvidenceName(name) !== undefined ||
    readMarkName(name) !== undefined ||
    readLeaseName(name) !== undefined
  );
}
