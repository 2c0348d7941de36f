import type { Cluster } from 'node:cluster';
import type { Decision } from '../decision.ts';
import type { EngineOptions } from '../options.ts';
import { systemMicros } from '../sample/system-clock.ts';
import { directoryStore } from '../store/directory/directory-store.ts';
import { createSharedWindows } from '../store/shared/shared-windows.ts';
import type { StoreStatus, WindowStore } from '../store/window-store.ts';
import { createWindowsInMemory } from '../store/windows-in-memory.ts';
import type { StoreMark } from '../store-contract.ts';
import { removeLeftFolders, workersFolder } from './workers-folder.ts';

export interface StoreSurroundings {
  readonly service: string;
  readonly instance: string;
  /** Runs background work, labelled as the profiler's own. */
  run(work: () => void): void;
  /** See `SharedWindowsOptions`. */
  onMarks?(marks: readonly StoreMark[]): void;
  onDecisions?(decisions: readonly Decision[]): void;
  onFailure(error: unknown): void;
}

/** Windows close before `flushInterval` is over, because they take a moment to be written. */
const shareOfInterval = 0.8;

const oneOfSeveral =
  'This page shows one worker of several. Set the option dir to a folder that they all can use, and it shows all.';

/**
 * Opens the store: the one of the `store` option, the folder of the `dir` option, one that workers agree on by themselves,
 * or memory.
 */
export function openStore(options: EngineOptions, surroundings: StoreSurroundings): WindowStore {
  const isWorker = options.dir === undefined && options.store === undefined && isClusterWorker();
  const dir = isWorker ? workersFolder() : options.dir;
  if (isWorker) surroundings.run(() => void removeLeftFolders().catch(surroundings.onFailure));
  const common = {
    ...surroundings,
    ladder: options.retention,
    maxNodes: options.maxNodes,
    maxBytes: options.maxMemory,
    now: systemMicros,
  };
  const store =
    options.store ??
    (dir === undefined ? undefined : directoryStore(dir, { maxBytes: options.maxDisk, limit: 'maxDisk' }));
  return store === undefined
    ? createWindowsInMemory({ ...common, problems: isWorker ? [oneOfSeveral] : [] })
    : createSharedWindows({ ...common, store, flushMillis: options.flushIntervalMillis });
}

/** How long a window stays open. */
export function windowMillisOf({ place }: Pick<StoreStatus, 'place'>, options: EngineOptions): number {
  const everyMillis = options.retention[0]?.everyMillis ?? options.flushIntervalMillis;
  return place === undefined
    ? everyMillis
    : Math.min(everyMillis, shareOfInterval * options.flushIntervalMillis);
}

/** What kept windows take of the memory. */
export function memoryOf({ place, bytes }: StoreStatus): number {
  return place === undefined ? bytes : 0;
}

/** Only a process with a channel to another can be one: loading `node:cluster` takes some milliseconds. */
function isClusterWorker(): boolean {
  if (process.channel === undefined) return false;
  // Node's types know only what an import gives.
  const cluster = process.getBuiltinModule('node:cluster') as unknown as Cluster;
  return cluster.isWorker;
}
