import { clearInterval, performance, setInterval, setTimeout, unref } from '../../clock.ts';
import { inTurns } from '../../in-turns.ts';
import type { RetentionRung } from '../../options.ts';
import { writeStored } from '../../pprof/write-pprof.ts';
import { withoutOldProcesses } from '../../profile/bounded-processes.ts';
import type { Window } from '../../profile/window.ts';
import type { Store, StoreLease } from '../../store-contract.ts';
import { longestAloneMillis } from '../kept-alone.ts';
import { type MissingRequests, missingSteps } from '../missing-requests.ts';
import { countedSteps, hiddenBy } from './counted-windows.ts';
import { countAlive, fleetMark } from './fleet-mark.ts';
import { storedSteps } from './lister.ts';
import { sharesOf, withBoundedSources } from './merged-sources.ts';
import { mergedWindowName } from './names.ts';
import { type PlannedMerge, planMerges } from './plan-merges.ts';
import { removalSteps } from './plan-removals.ts';
import { compactSentence, type Problems } from './problems.ts';
import { retentionKind, retentionMark } from './retention-mark.ts';
import type { FoundWindow, ServiceReader, StoreLook } from './service-reader.ts';
import { spaceMark } from './space-mark.ts';
import { sumInBatches } from './sum-in-batches.ts';

/** More is due, nothing is, or it could not be done: another process has the lease, or the store has failed. */
export type PassOutcome = 'more' | 'done' | 'not here';

/** Merges old windows and removes the oldest, in the process that holds the lease. */
export interface Compactor {
  /** Does what is due now, or as much as one pass may. Never throws. */
  pass(): Promise<PassOutcome>;
  /** Ends the work under way, and releases the lease. */
  close(): Promise<void>;
}

export interface CompactorOptions {
  readonly store: Store;
  readonly service: string;
  readonly reader: ServiceReader;
  readonly lease: StoreLease;
  readonly ladder: readonly RetentionRung[];
  readonly maxNodes: number;
  /** How long after its end a span's last windows are in the store. */
  readonly lagMillis: number;
  /**
   * How long windows stay beside the one that replaces them. A process that lists the store at that moment may see only
   * a part of its contents, and must see one or the other.
   */
  readonly settleMillis: number;
  /** How long a window can be wanted. */
  readonly keepMillis: number;
  readonly problems: Problems;
  /** Epoch microseconds. */
  now(): number;
  /** A monotonic clock in milliseconds; default: `performance.now`. */
  readonly clock?: () => number;
}

/** Other work gets a turn of its own after so many windows. */
const windowsPerTurn = 8;
/** A merge of many windows takes longer than a lease lasts. */
const renewMillis = 10_000;
/** A process that ends has to wait for the pass, so a pass begins no merge after this time. */
const longestPassMillis = 1_000;

/** What is there when a pass begins. */
interface Present {
  readonly names: ReadonlySet<string>;
  readonly missing: readonly MissingRequests[];
}

export function createCompactor(options: CompactorOptions): Compactor {
  const { store, service, reader, lease, ladder, maxNodes, lagMillis, keepMillis, problems } = options;
  const clock = options.clock ?? (() => performance.now());
  /** When each merged window was first seen. */
  const seen = new Map<string, number>();
  let closed = false;
  let goOn: (() => void) | undefined;
  let running: Promise<PassOutcome> | undefined;

  function note({ windows }: StoreLook): void {
    const merged = new Set(windows.flatMap(({ name, head }) => (head.covers.length > 0 ? name : [])));
    for (const name of seen.keys()) if (!merged.has(name)) seen.delete(name);
    for (const name of merged) if (!seen.has(name)) seen.set(name, performance.now());
  }
  const isSettled = (name: string): boolean => {
    const since = seen.get(name);
    return since !== undefined && performance.now() - since >= options.settleMillis;
  };

  async function remove(look: StoreLook): Promise<ReadonlySet<string>> {
    const { maxBytes } = store;
    const removals = await planned(removalSteps(look, options.now(), { ladder, maxBytes }, isSettled));
    if (removals.forSpace > 0) await store.mark(service, spaceMark(options.now()));
    if (removals.names.length > 0) await store.drop(service, removals.names);
    await store.tidy?.(service);
    return new Set(removals.names);
  }

  /** A turn of the loop that does not keep the process alive: an app with nothing else to do ends here. */
  async function turn(): Promise<void> {
    if (closed) return;
    await new Promise<void>((resolve) => {
      goOn = resolve;
      unref(setTimeout(resolve, 1));
    });
  }

  /** `undefined` when one is gone or damaged, or when closed. Throws `LeaseLost` when another process has the lease. */
  async function sumOf(windows: readonly FoundWindow[]): Promise<Window | undefined> {
    let count = 0;
    let heldMillis = performance.now();
    return await sumInBatches(windows, maxNodes, async ({ name }) => {
      if (count++ % windowsPerTurn === 0) await turn();
      if (closed) return undefined;
      if (performance.now() - heldMillis > renewMillis) {
        heldMillis = performance.now();
        if (!(await lease.hold())) throw new LeaseLost();
      }
      return await reader.read(name);
    });
  }

  /** Returns whether we still hold the lease. */
  async function merge({ windows, isOfOne, rung }: PlannedMerge, present: Present): Promise<boolean> {
    const sum = await sumOf(windows);
    // The next pass merges them, without the one that is gone.
    if (sum === undefined) return true;
    const covers = windows.map(({ name }) => name);
    const beneath = hiddenBy(windows);
    const isFine = rung.everyMillis <= longestAloneMillis;
    const whole = isOfOne ? sum : withLoss(sum, new Set([...covers, ...beneath]), present.missing);
    const merged = withBoundedSources(withoutOldProcesses(whole), isFine);
    const perSource = isFine && !isOfOne ? sharesOf(merged, windows) : undefined;
    const name = mergedWindowName(merged, covers);
    const bytes = await writeStored(merged, {
      covers,
      beneath: [...beneath].filter((hidden) => present.names.has(hidden)),
      spanMillis: rung.everyMillis,
      ...(perSource && { perSource }),
    });
    return (await lease.hold()) && (await lease.publish({ name, bytes }, keepMillis));
  }

  /** So that others can look after the windows when all processes of this service are gone. */
  async function sayRetention({ marks }: StoreLook): Promise<void> {
    const mark = retentionMark(ladder, Math.floor(options.now()));
    const said = marks.find(({ kind }) => kind === retentionKind);
    if (mark !== undefined && said?.value !== mark.value) await store.mark(service, mark);
  }

  /** So that a large fleet takes turns in giving stacks, and writes fewer windows. Returns how many processes there are. */
  async function sayFleet({ windows, marks, clearedMicros }: StoreLook): Promise<number> {
    const nowMicros = options.now();
    const alive = countAlive(
      windows.map(({ head }) => head),
      nowMicros,
    );
    const mark = fleetMark(marks, { alive, nowMicros, clearedMicros });
    if (mark !== undefined) await store.mark(service, mark);
    return alive;
  }

  async function work(): Promise<PassOutcome> {
    if (!(await lease.hold())) return 'not here';
    const look = await reader.look();
    note(look);
    const removed = await remove(look);
    const kept = look.windows.filter(({ name }) => !removed.has(name));
    await sayRetention(look);
    const processes = await sayFleet(look);
    const { clearedMicros } = look;
    const counted = await planned(countedSteps(kept, clearedMicros));
    const stored = await planned(storedSteps(reader, counted, kept));
    const times = { nowMicros: options.now(), clearedMicros };
    const present = {
      names: new Set(kept.map(({ name }) => name)),
      missing: await planned(missingSteps(stored, times)),
    };
    const afterLoss = new Set(present.missing.map(({ id }) => id));
    const due = planMerges(counted, {
      ...{ nowMicros: options.now(), ladder, lagMillis, afterLoss },
      ...{ present: present.names, processes },
    });
    const until = clock() + longestPassMillis;
    for (const group of due) {
      if (clock() > until) return 'more';
      if (closed || !(await merge(group, present))) return 'not here';
    }
    return 'done';
  }

  async function tryToWork(): Promise<PassOutcome> {
    try {
      const outcome = await work();
      problems.settle('compact');
      return outcome;
    } catch (error) {
      if (error instanceof LeaseLost) return 'not here';
      problems.say('compact', compactSentence(store.place(service), error), error);
      return 'not here';
    }
  }

  return {
    async pass() {
      if (running !== undefined || closed) return 'not here';
      running = tryToWork();
      const outcome = await running;
      running = undefined;
      return outcome;
    },
    async close() {
      closed = true;
      // Go on at once, because the process waits for the end.
      goOn?.();
      // Turns of its work do not keep the process alive, which would end with this unfinished.
      const awake = setInterval(() => {}, 1_000);
      try {
        await running;
        await lease.release().catch(() => {});
      } finally {
        clearInterval(awake);
      }
    },
  };
}

class LeaseLost extends Error {}

/** What to do is decided in turns of the loop, too: there may be thousands of windows. */
function planned<Result>(steps: Generator<void, Result>): Promise<Result> {
  return inTurns('merge for disk', steps, true);
}

/** Once windows of several processes are one, it cannot be seen any more what is missing among them. */
function withLoss(sum: Window, names: ReadonlySet<string>, missing: readonly MissingRequests[]): Window {
  const { ledger: _ledger, lostRequests = 0, ...rest } = sum;
  const found = missing.filter(({ id }) => names.has(id)).reduce((all, { requests }) => all + requests, 0);
  const lost = Math.max(lostRequests, found);
  return lost === 0 ? rest : { ...rest, lostRequests: lost };
}
