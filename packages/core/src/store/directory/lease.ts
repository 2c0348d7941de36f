import { promises } from 'node:fs';
import { join } from 'node:path';
import { systemMillis } from '../../clock.ts';
import { codeOf } from './disk-steps.ts';
import { leaseName, readLeaseName } from './names.ts';

/**
 * Decides which process may merge and remove files. A lease is a folder in which its holder prepares what it publishes.
 * A process that takes it over, because it was not renewed for long, renames it. So an earlier holder that had only been
 * suspended cannot publish any more: its path is gone.
 */
export interface Lease {
  /** Takes the lease, or renews it. Returns its folder; `undefined` while another process holds it. */
  hold(): Promise<string | undefined>;
  /** Lets others have it at once. */
  release(): Promise<void>;
}

const lost = new Set(['ENOENT', 'EEXIST', 'ENOTEMPTY', 'EPERM', 'EBUSY']);

export function createLease(folder: string, staleMillis: number): Lease {
  let held: number | undefined;
  const pathOf = (number: number): string => join(folder, leaseName(number));

  async function renew(number: number): Promise<string> {
    const now = new Date();
    await promises.utimes(pathOf(number), now, now);
    held = number;
    return pathOf(number);
  }
  async function take(): Promise<string | undefined> {
    const highest = await highestIn(folder);
    if (highest === 0) {
      await promises.mkdir(pathOf(1), { mode: 0o700 });
      // Others may have come and gone since we looked.
      return (await highestIn(folder)) === 1 ? await renew(1) : undefined;
    }
    if (highest === held) return await renew(highest);
    const { mtimeMs } = await promises.stat(pathOf(highest));
    // A lease from the future is stale too: the clock was set.
    if (Math.abs(systemMillis() - mtimeMs) < staleMillis) return undefined;
    await promises.rename(pathOf(highest), pathOf(highest + 1));
    const taken = await renew(highest + 1);
    for (const name of await promises.readdir(taken)) await promises.unlink(join(taken, name));
    return taken;
  }

  return {
    async hold() {
      try {
        const path = await take();
        if (path === undefined) held = undefined;
        return path;
      } catch (error) {
        held = undefined;
        if (lost.has(codeOf(error))) return undefined;
        throw error;
      }
    },
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
