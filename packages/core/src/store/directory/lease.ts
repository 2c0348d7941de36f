import { promises } from 'node:fs';
import { join } from 'node:path';
import { systemMillis } from '../../clock.ts';
import type { StoreLease } from '../../store-contract.ts';
import { codeOf } from '../code-of.ts';
import { changeError } from './folder-errors.ts';
import { leaseName, readLeaseName } from './names.ts';
import { isOwnFolder } from './own-folder.ts';

// The folder is gone, or somebody else was faster.
const lost = new Set(['ENOENT', 'ENOTDIR', 'EEXIST', 'ENOTEMPTY', 'EPERM', 'EBUSY']);

/**
 * A lease is a folder in which its holder prepares what it publishes. A process that takes it over, because it was not
 * renewed for long, renames it. So an earlier holder that had only been suspended cannot publish any more: its path is
 * gone.
 */
export function createLease(folder: string, staleMillis: number): StoreLease {
  let held: number | undefined;
  const pathOf = (number: number): string => join(folder, leaseName(number));

  async function renew(number: number): Promise<boolean> {
    const now = new Date();
    await promises.utimes(pathOf(number), now, now);
    held = number;
    return true;
  }
  async function take(): Promise<boolean> {
    const highest = await highestIn(folder);
    if (highest === 0) {
      await promises.mkdir(pathOf(1), { mode: 0o700 });
      // Others may have come and gone since we looked.
      return (await highestIn(folder)) === 1 && (await renew(1));
    }
    if (highest === held) return await renew(highest);
    const { mtimeMs } = await promises.stat(pathOf(highest));
    // A lease from the future is stale too: the clock was set.
    if (Math.abs(systemMillis() - mtimeMs) < staleMillis) return false;
    const taken = pathOf(highest + 1);
    await promises.rename(pathOf(highest), taken);
    await renew(highest + 1);
    for (const name of await promises.readdir(taken)) await promises.unlink(join(taken, name));
    return true;
  }
  /** What `work` returns; false when the lease is another's. */
  async function unlessLost(work: () => Promise<boolean>): Promise<boolean> {
    let isHeld = false;
    try {
      isHeld = await work();
    } catch (error) {
      if (!lost.has(codeOf(error))) {
        held = undefined;
        throw changeError(error);
      }
    }
    if (!isHeld) held = undefined;
    return isHeld;
  }

  return {
    hold: () => unlessLost(async () => (await isOwnFolder(folder)) && (await take())),
    publish: ({ name, bytes }) =>
      unlessLost(async () => {
        if (held === undefined) return false;
        const prepared = join(pathOf(held), name);
        try {
          // Flushed to disk, because the files that it replaces will be removed.
          await promises.writeFile(prepared, bytes, { mode: 0o600, flush: true });
          await promises.rename(prepared, join(folder, name));
        } catch (error) {
          await promises.unlink(prepared).catch(() => {});
          throw error;
        }
        return true;
      }),
    async release() {
      if (held === undefined) return;
      const path = pathOf(held);
      held = undefined;
      await promises.utimes(path, 0, 0).catch(() => {});
    },
  };
}

async function highestIn(folder: string): Promise<number> {
  const names = await promises.readdir(folder);
  return Math.max(0, ...names.flatMap((name) => readLeaseName(name) ?? []));
}
