import { clearInterval, clearTimeout, performance, setInterval, setTimeout, unref } from '../../clock.ts';
import type { Decision } from '../../decision.ts';
import type { RetentionRung } from '../../options.ts';
import type { Store, StoreMark } from '../../store-contract.ts';
import { finestOf } from '../choice.ts';
import { countProcesses } from '../followers.ts';
import type { Depth, WindowStore } from '../window-store.ts';
import { createCompactor } from './compactor.ts';
import { createGoneServices } from './gone-services.ts';
import { heldWindow, type Listing, listAll, listService } from './lister.ts';
import { createPendingWindows } from './pending-windows.ts';
import { createProblems, readSentence } from './problems.ts';
import { createRetryPause } from './retry-pause.ts';
import { createServiceLists } from './service-lists.ts';
import { createServiceReader } from './service-reader.ts';
import { createSharedDecisions } from './shared-decisions.ts';
import { createWriter } from './writer.ts';

export interface SharedWindowsOptions {
  readonly store: Store;
  readonly service: string;
  /** This process, as in `Source.instance`: it is one of those for which something is decided. */
  readonly instance?: string;
  readonly ladder: readonly RetentionRung[];
  /** The limit for one tree of a merged window. */
  readonly maxNodes: number;
  /** Bytes of memory for windows that cannot be written. */
  readonly maxBytes: number;
  /** A failed write is tried again after this time, and then after longer and longer ones, up to a minute. */
  readonly flushMillis: number;
  /** The pace of merging and removing old windows; default: `defaultPace`. */
  readonly pace?: CompactionPace;
  /** Epoch microseconds. */
  now(): number;
  /** A monotonic clock in milliseconds; default: `performance.now`. */
  readonly clock?: () => number;
  /** Runs work, and what it continues later, labelled as the profiler's own. */
  run(work: () => void): void;
  /** The latest decisions for all processes of the service, new ones or not: called now and then. Must not throw. */
  onDecisions?(decisions: readonly Decision[]): void;
  /** All marks of the service, likewise. */
  onMarks?(marks: readonly StoreMark[]): void;
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
 * Windows in a store that many processes share: each writes its own, which never change, and reads all. No failure there
 * reaches the app: what cannot be written stays in memory, and `status` says why.
 */
export function createSharedWindows(options: SharedWindowsOptions): WindowStore {
  const { store, service, onFailure } = options;
  const keepMillis = options.ladder.at(-1)?.forMillis ?? Number.MAX_SAFE_INTEGER;
  const problems = createProblems(onFailure);
  const pending = createPendingWindows(options, options.run, onFailure);
  const clock = options.clock ?? (() => performance.now());
  const pause = createRetryPause(options.flushMillis, clock);
  const writer = createWriter({ store, service, keepMillis, pending, problems, pause, onFailure });
  const own = createServiceReader(store, service, true, onFailure);
  const others = createServiceLists(store, onFailure);
  let closed = false;
  let changes = 0;
  let last: Pick<Listing, 'problems' | 'bytes'> & { windows: number } = {
    problems: [],
    bytes: 0,
    windows: 0,
  };
  const pace = options.pace ?? defaultPace;
  const { lagMillis, settleMillis } = pace;
  const compactor = createCompactor({
    ...options,
    ...{ keepMillis, lagMillis, settleMillis, problems },
    reader: own,
    lease: store.lease(service, pace.leaseMillis),
  });
  const gone = createGoneServices({ ...options, ...pace });
  /** By the latest list, which who clears has just seen: to make one would let the clear wait. */
  let processes: number | undefined;
  function countIn(listing: Listing): number {
    const all = new Set(
      pending.all().flatMap(({ window }) => window.sources.map(({ instance }) => instance)),
    );
    if (options.instance !== undefined) all.add(options.instance);
    return countProcesses(finestOf(listing.windows), all);
  }
  /** `undefined` if the store does not answer: how many there are is not worth a clear. */
  async function countAll(): Promise<number | undefined> {
    if (processes !== undefined) return processes;
    try {
      const listing = await listService(own, undefined, () => 0, options.now());
      decisions.note(listing.decisions);
      return countIn(listing);
    } catch {
      return undefined;
    }
  }
  const decisions = createSharedDecisions({
    ...{ ...options, clock, writer },
    countProcesses: countAll,
    onChange() {
      changes++;
    },
  });
  async function flushAndHear(): Promise<void> {
    await writer.flushPatiently();
    if (!closed && pause.isOver()) await decisions.hear();
  }
  const flush = (): void => options.run(() => void flushAndHear());
  const retry = unref(setInterval(flush, options.flushMillis));
  const passLater = (millis: number): NodeJS.Timeout => unref(setTimeout(() => options.run(pass), millis));
  let nextPass = passLater(pace.passMillis);
  // What was decided before this process began holds for it, too.
  flush();
  async function work(): Promise<void> {
    const outcome = await compactor.pass();
    // One process of a service looks after those that are gone.
    if (outcome === 'done') await gone.pass();
    const pauseMillis = outcome === 'more' ? Math.min(restMillis, pace.passMillis) : pace.passMillis;
    if (!closed) nextPass = passLater(pauseMillis);
  }
  const pass = (): void => {
    work().catch(onFailure);
  };

  async function listOwn(depth: Depth): Promise<Listing> {
    const listing = await listService(own, pending, writer.unwrittenClear, options.now(), depth);
    // A coarse list does not know of all, but of most.
    if (depth === 'fine' || last.windows === 0)
      last = { ...listing, windows: listing.windows.length + listing.unread };
    if (depth === 'fine') processes = countIn(listing);
    decisions.note(listing.decisions);
    return { ...listing, decisions: decisions.latest() };
  }
  /** A service that cannot be read hides only its own windows. */
  async function listOr(name: string, depth: Depth): Promise<Listing> {
    try {
      const listing = await (name === service ? listOwn(depth) : others.list(name, depth));
      problems.settle(`read ${name}`);
      return listing;
    } catch (error) {
      // A fault of another service's windows is not a failure of this profiler.
      problems.say(`read ${name}`, readSentence(error), name === service ? error : undefined);
      const windows = name === service ? pending.all() : [];
      return {
        windows: windows.map(heldWindow),
        clearedMicros: writer.unwrittenClear(),
        missing: [],
        unread: 0,
        decisions: name === service ? decisions.latest() : [],
        problems: [],
        bytes: 0,
      };
    }
  }
  async function services(): Promise<readonly string[]> {
    const names = await others.services();
    return names.includes(service) ? names : [...names, service].sort();
  }

  return {
    add(window) {
      pending.add(window);
      changes++;
      flush();
    },
    async list(wanted = '', depth = 'fine') {
      if (wanted !== '*') return await listOr(wanted || service, depth);
      const all = await listAll(await services(), (name) => listOr(name, depth));
      return { ...all, decisions: decisions.latest() };
    },
    evidence: async (wanted = '') =>
      await others.evidence(wanted === '*' ? await services() : [wanted || service]),
    services,
    async stamp() {
      // If the store does not answer, the next list says so.
      const stored = await store.stamp(await services()).catch(() => 'away');
      return `${changes}-${stored}`;
    },
    clear: decisions.clear,
    decide: decisions.decide,
    flushNow: writer.flushNow,
    status: () => ({
      ...(store.kind === 'directory' ? { folder: store.place(service) } : {}),
      kind: store.kind,
      place: store.place(service),
      windows: last.windows,
      bytes: last.bytes,
      flushMillis: options.flushMillis,
      problems: [...problems.list(), ...last.problems],
    }),
    async close() {
      clearInterval(retry);
      clearTimeout(nextPass);
      closed = true;
      others.close();
      await writer.flush();
      gone.close();
      await compactor.close();
    },
  };
}
