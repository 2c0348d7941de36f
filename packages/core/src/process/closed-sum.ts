import { clearTimeout, setTimeout, unref } from '../clock.ts';
import { inTurns } from '../in-turns.ts';
import { mergeInSlices } from '../profile/merge-in-slices.ts';
import type { Window } from '../profile/window.ts';
import { bytesOf } from '../store/window-bytes.ts';
import type { StoredWindow } from '../store/window-store.ts';
import { sliceSteps, type TimeSlice } from '../time/activity.ts';

/** While somebody looks at the report, it is asked for again within this time. */
const keptForMillis = 15_000;
/** At most this much of the windows on disk, and one more window, is in memory at once. */
const batchBytes = 16 * 1024 * 1024;
/** The current selection and the baseline. */
const mostSums = 2;

/** Windows added up, and what happened when: together, the windows are larger than both. */
export interface Sum {
  readonly window: Window;
  readonly slices: readonly TimeSlice[];
}

/**
 * Sums of closed windows, kept while reports are asked for, so that windows are not added up again for each report. They
 * take memory beside the store: two sums at most, and no more than there is room for.
 */
export interface ClosedSum {
  /**
   * The sum of `stored`, and of `open` if there is one; `undefined` when one of them is gone by now: what was added until
   * then is kept for the next list.
   */
  with(stored: readonly StoredWindow[], open: Window | undefined): Promise<Sum | undefined>;
  /** Drops sums until the rest fits. Call it when there is less room. */
  fit(): void;
  /** Drops all sums. A sum that is being made is not kept either. */
  forget(): void;
}

interface SumPart {
  readonly id: string;
  readonly window: Window;
}

interface KnownSum {
  /** The windows in it. */
  readonly ids: ReadonlySet<string>;
  readonly sum: Sum | undefined;
}

const nothing: KnownSum = { ids: new Set(), sum: undefined };

export function createClosedSum(maxNodes: number, room: () => number): ClosedSum {
  /** The last one used comes last. */
  let known: readonly KnownSum[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** Counts calls of `forget`: work that was under way must not bring back what was forgotten. */
  let generation = 0;
  const forget = (): void => {
    clearTimeout(timer);
    generation++;
    known = [];
  };
  const fit = (): void => {
    while (known.length > 0 && bytesOfSums(known) > room()) known = known.slice(1);
  };
  const add = async (sum: Sum | undefined, windows: readonly Window[]): Promise<Sum> => ({
    window: await mergeInSlices(sum === undefined ? windows : [sum.window, ...windows], maxNodes),
    slices: await inTurns('merge for report', sliceSteps(sum?.slices ?? [], windows)),
  });
  const keep = (latest: KnownSum, instead: Sum | undefined): void => {
    known = [...known.filter(({ sum }) => sum !== instead && sum !== latest.sum), latest].slice(-mostSums);
    fit();
  };
  const plus = async ({ ids, sum }: KnownSum, parts: readonly SumPart[]): Promise<KnownSum> => ({
    ids: new Set([...ids, ...parts.map(({ id }) => id)]),
    sum: await add(
      sum,
      parts.map(({ window }) => window),
    ),
  });
  /** The known sum that has most of these windows, and no others. */
  const startFor = (stored: readonly StoredWindow[]): KnownSum => {
    let start = nothing;
    for (const one of known) {
      const ids = idsNow(one.ids, stored);
      if (ids !== undefined && ids.size > start.ids.size) start = { ...one, ids };
    }
    return start;
  };

  const sumOf = async (stored: readonly StoredWindow[]): Promise<KnownSum | undefined> => {
    const startedIn = generation;
    const start = startFor(stored);
    let sum = start;
    let parts: SumPart[] = [];
    let bytes = 0;
    let isGone = false;
    for (const part of stored) {
      if (start.ids.has(part.id)) continue;
      const window = await part.read();
      isGone = window === undefined;
      if (window === undefined) break;
      parts.push({ id: part.id, window });
      bytes += bytesOf(window);
      if (bytes >= batchBytes) {
        sum = await plus(sum, parts);
        parts = [];
        bytes = 0;
      }
    }
    if (parts.length > 0) sum = await plus(sum, parts);
    if (generation === startedIn && sum.ids.size > 0) keep(sum, start.sum);
    return isGone ? undefined : sum;
  };
  return {
    async with(stored, open) {
      const startedIn = generation;
      const closed = await sumOf(stored);
      if (generation === startedIn) {
        clearTimeout(timer);
        timer = unref(setTimeout(forget, keptForMillis));
      }
      if (closed === undefined) return undefined;
      return open === undefined && closed.sum !== undefined
        ? closed.sum
        : await add(closed.sum, open === undefined ? [] : [open]);
    },
    fit,
    forget,
  };
}

function bytesOfSums(sums: readonly KnownSum[]): number {
  return sums.reduce((bytes, { sum }) => bytes + (sum === undefined ? 0 : bytesOf(sum.window)), 0);
}

/**
 * The ids in this list for the windows of `ids`, some of which may have been merged since; `undefined` when some are not
 * in it.
 */
function idsNow(ids: ReadonlySet<string>, stored: readonly StoredWindow[]): ReadonlySet<string> | undefined {
  const now = new Set(ids);
  const rename = ({ id, covers, parts }: StoredWindow): void => {
    if (now.has(id)) return;
    // Its parts may be new as well.
    parts.forEach(rename);
    if (covers.length === 0 || !covers.every((covered) => now.has(covered))) return;
    for (const covered of covers) now.delete(covered);
    now.add(id);
  };
  stored.forEach(rename);
  const found = stored.filter(({ id }) => now.has(id)).length;
  return found === now.size ? now : undefined;
}
