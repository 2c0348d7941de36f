import { promises } from 'node:fs';
import { join } from 'node:path';
import { clearTimeout, setTimeout, systemMillis, unref } from '../../clock.ts';
import type { Evidence } from '../evidence.ts';
import { codeOf } from './disk-steps.ts';
import { readAllEvidence } from './evidence-files.ts';
import { createFolderReader, type FolderReader } from './folder-reader.ts';
import { type Listing, listFolder } from './lister.ts';
import { serviceFolder } from './names.ts';
import { servicesIn } from './services.ts';

/** Reads the folders of services that other processes write. */
export interface FolderLists {
  list(service: string): Promise<Listing>;
  evidence(services: readonly string[]): Promise<readonly Evidence[]>;
  /** Names of all services, sorted. */
  services(): Promise<readonly string[]>;
  /** Changes when something in one of the folders has changed. */
  stamp(services: readonly string[]): Promise<string>;
  close(): void;
}

/** While somebody looks at other services, they are asked for again within this time. */
const keptMillis = 60_000;

/** A change of a file changes its folder's time, but only as often as the system's clock ticks. */
const tickMillis = 100;

export function createFolderLists(dir: string, onFailure: (error: unknown) => void): FolderLists {
  const readers = new Map<string, FolderReader>();
  let forget: NodeJS.Timeout | undefined;
  return {
    async list(service) {
      // Readers take memory, for any name that is asked for, so they are dropped after a while.
      clearTimeout(forget);
      forget = unref(setTimeout(() => readers.clear(), keptMillis));
      let reader = readers.get(service);
      if (reader === undefined) {
        reader = createFolderReader(join(dir, serviceFolder(service)), false, onFailure);
        readers.set(service, reader);
      }
      return await listFolder(reader, undefined, () => 0);
    },
    async evidence(services) {
      // What is wrong with a folder is said by its list.
      const all = await Promise.all(
        services.map((name) => readAllEvidence(join(dir, serviceFolder(name))).catch(() => [])),
      );
      return all.flat().sort((a, b) => a.sinceMicros - b.sinceMicros);
    },
    services: () => servicesIn(dir).catch((): string[] => []),
    async stamp(services) {
      return (await Promise.all(services.map((name) => timeOf(join(dir, serviceFolder(name)))))).join('-');
    },
    close: () => clearTimeout(forget),
  };
}

async function timeOf(path: string): Promise<string> {
  try {
    const { mtimeMs, ino } = await promises.stat(path);
    const now = systemMillis();
    // Another change within the same tick would give the same time.
    return `${ino}.${mtimeMs}${Math.abs(now - mtimeMs) < tickMillis ? `.${now}` : ''}`;
  } catch (error) {
    return codeOf(error);
  }
}
