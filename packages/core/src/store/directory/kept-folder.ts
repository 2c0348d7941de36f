import { promises } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { StoreListing, StoreReader } from '../store.ts';
import { createFolderLists } from './folder-lists.ts';
import { joinListings } from './lister.ts';
import { isServiceFolder, serviceFolder } from './names.ts';
import { readSentence } from './problems.ts';

export interface KeptFolder extends StoreReader {
  /** The service that is meant without a name: the one that was written last. */
  readonly service: string;
  close(): void;
}

/**
 * A folder of measurements, without the app: only read, and left as it is. The folder of one service is enough.
 *
 * @returns `undefined` where there are no measurements.
 */
export async function openKeptFolder(path: string): Promise<KeptFolder | undefined> {
  const isOne = isServiceFolder(basename(path));
  const dir = isOne ? dirname(path) : path;
  const problems = new Map<string, string>();
  const lists = createFolderLists(dir, () => {});
  const all = await lists.services();
  const names = isOne ? all.filter((name) => serviceFolder(name) === basename(path)) : all;
  const service = await newest(dir, names);
  if (service === undefined) return undefined;
  let last = { windows: 0, bytes: 0 };

  async function listOne(name: string): Promise<StoreListing> {
    try {
      const listing = await lists.list(name);
      last = { windows: listing.windows.length, bytes: listing.bytes };
      problems.set(name, listing.problems.join(' '));
      return listing;
    } catch (error) {
      problems.set(name, readSentence(join(dir, serviceFolder(name)), error));
      return { windows: [], clearedMicros: 0 };
    }
  }
  return {
    service,
    async list(wanted = '') {
      if (wanted !== '*') return await listOne(wanted || service);
      const listings: StoreListing[] = [];
      for (const name of names) listings.push(await listOne(name));
      return joinListings(listings);
    },
    evidence: (wanted = '') => lists.evidence(wanted === '*' ? names : [wanted || service]),
    services: async () => names,
    stamp: () => lists.stamp(names),
    status: () => ({
      kind: 'directory',
      folder: path,
      ...last,
      problems: [...problems.values()].filter(Boolean),
    }),
    close: lists.close,
  };
}

async function newest(dir: string, names: readonly string[]): Promise<string | undefined> {
  const times = await Promise.all(
    names.map(async (name) => {
      const found = await promises.stat(join(dir, serviceFolder(name))).catch(() => undefined);
      return { name, millis: found?.mtimeMs ?? 0 };
    }),
  );
  return times.sort((a, b) => b.millis - a.millis)[0]?.name;
}
