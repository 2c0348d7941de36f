import { join } from 'node:path';
import { clearInterval, clearTimeout, performance, setInterval, setTimeout, unref } from '../../clock.ts';
import type { RetentionRung } from '../../options.ts';
import type { Store } from '../store.ts';
import { createCompactor } from './compactor.ts';
import { createFolderLists } from './folder-lists.ts';
import { createFolderReader } from './folder-reader.ts';
import { createLease } from './lease.ts';
import { heldWindow, joinListings, type Listing, listFolder } from './lister.ts';
import { serviceFolder } from './names.ts';
import { createPendingWindows } from './pending-windows.ts';
import { createProblems, readSentence } from './problems.ts';
import { createRetryPause } from './retry-pause.ts';
import { createWriter } from './writer.ts';

export interface DirectoryStoreOptions {
  /** Created if it does not exist. Each service has its own folder in it. */
  readonly dir: string;
  readonly service: string;
  readonly ladder: readonly RetentionRung[];
  /** The limit for one tree of a merged window. */
  readonly maxNodes: number;
  /** Bytes of memory for windows that cannot be written. */
  readonly maxBytes: number;
  /** Bytes on disk for all windows of this service. */
  readonly maxDiskBytes: number;
  /** A failed write is tried again after this time, and then after longer and longer ones, up to a minute. */
  readonly flushMillis: number;
  /** The pace of merging and removing old files; default: `defaultPace`. */
  readonly pace?: CompactionPace;
  /** Epoch microseconds. */
  now(): number;
  /** A monotonic clock in milliseconds; default: `performance.now`. */
  readonly clock?: () => number;
  /** Runs work, and what it continues later, labelled as the profiler's own. */
  run(work: () => void): void;
  onFailure(error: unknown): void;
}

export interface CompactionPace {
  readonly passMillis: number;
  /** See `CompactorOptions`. */
  readonly lagMillis: number;
  readonly settleMillis: number;
  /** A lease that was not renewed for this long may be taken over. */
  readonly leaseMillis: number;
}

const defaultPace: CompactionPace = {
  passMillis: 10_000,
  lagMillis: 10_000,
  settleMillis: 10_000,
  leaseMillis: 60_000,
};

/** The pause between passes when one was not enough, in which a process that is about to end can do so. */
const restMillis = 1_000;
/**
 * Windows in a directory that many processes share: each writes its own files, which never change, and reads all. No
 * failure there reaches the app: what cannot be written stays in memory, and `status` says why.
 */
export function createDirectoryStore(options: DirectoryStoreOptions): Store {
  const { dir, service, onFailure } = options;
  const path = join(dir, serviceFolder(service));
  const problems = createProblems(onFailure);
  const pending = createPendingWindows(options, options.run, onFailure);
  const pause = createRetryPause(options.flushMillis, options.clock ?? (() => performance.now()));
  const writer = createWriter({ dir, service, pending, problems, pause, onFailure });
  const own = createFolderReader(path, true, onFailure);
  const folders = createFolderLists(dir, onFailure);
  let changes = 0;
  let last: Pick<Listing, 'problems' | 'bytes'> & { windows: number } = {
    problems: [],
    bytes: 0,
    windows: 0,
  };
  const pace = options.pace ?? defaultPace;
  const lease = createLease(path, pace.leaseMillis);
  const { lagMillis, settleMillis } = pace;
  const compactor = createCompactor({
    ...options,
    path,
    reader: own,
    lease,
    lagMillis,
    settleMillis,
    problems,
  });
  const flush = (): void => options.run(() => void writer.flushPatiently());
  const retry = unref(setInterval(flush, options.flushMillis));
  const passLater = (millis: number): NodeJS.Timeout => unref(setTimeout(() => options.run(pass), millis));
  let nextPass = passLater(pace.passMillis);
  let closed = false;
  const pass = (): void => {
    compactor.pass().then((isMore) => {
      if (!closed) nextPass = passLater(isMore ? Math.min(restMillis, pace.passMillis) : pace.passMillis);
    }, onFailure);
  };

  async function listOwn(): Promise<Listing> {
    const listing = await listFolder(own, pending, writer.unwrittenClear);
    last = { ...listing, windows: listing.windows.length };
    return listing;
  }
  /** A folder that cannot be read hides only its own windows. */
  async function listOr(name: string): Promise<Listing> {
    try {
      const listing = await (name === service ? listOwn() : folders.list(name));
      problems.settle(`read ${name}`);
      return listing;
    } catch (error) {
      const sentence = readSentence(join(dir, serviceFolder(name)), error);
      // A fault of another service's folder is not a failure of this profiler.
      problems.say(`read ${name}`, sentence, name === service ? error : undefined);
      const windows = name === service ? pending.all() : [];
      return {
        windows: windows.map(heldWindow),
        clearedMicros: writer.unwrittenClear(),
        problems: [],
        bytes: 0,
      };
    }
  }
  async function services(): Promise<readonly string[]> {
    const names = await folders.services();
    return names.includes(service) ? names : [...names, service].sort();
  }

  return {
    add(window) {
      pending.add(window);
      changes++;
      flush();
    },
    async list(wanted = '') {
      if (wanted !== '*') return await listOr(wanted || service);
      const listings: Listing[] = [];
      for (const name of await services()) listings.push(await listOr(name));
      return joinListings(listings);
    },
    evidence: async (wanted = '') =>
      await folders.evidence(wanted === '*' ? await services() : [wanted || service]),
    services,
    async stamp() {
      return `${changes}-${await folders.stamp(await services())}`;
    },
    async clear() {
      writer.clearBefore(Math.floor(options.now()));
      changes++;
      await writer.flush();
    },
    flushNow: writer.flushNow,
    status: () => ({
      kind: 'directory',
      folder: path,
      windows: last.windows,
      bytes: last.bytes,
      problems: [...problems.list(), ...last.problems],
    }),
    async close() {
      clearInterval(retry);
      clearTimeout(nextPass);
      closed = true;
      folders.close();
      await writer.flush();
      await compactor.close();
    },
  };
}
