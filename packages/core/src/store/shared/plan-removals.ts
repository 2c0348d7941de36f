import { atOnce } from '../../in-turns.ts';
import type { RetentionRung } from '../../options.ts';
import { silentMillis } from '../silent-processes.ts';
import { countedSteps } from './counted-windows.ts';
import { rungOf } from './rungs.ts';
import type { FoundWindow, StoreLook } from './service-reader.ts';

const hourMillis = 60 * 60_000;
const longWindowMillis = 60_000;

/** Whether a process wrote it whose fleet is so large that windows stay open longer. */
function isLong({ head }: FoundWindow): boolean {
  return head.covers.length === 0 && (head.ledger?.everyMillis ?? 0) > longWindowMillis;
}

export interface RemovalBounds {
  /** Windows that are older than its last rung are removed. */
  readonly ladder: readonly RetentionRung[];
  readonly maxBytes: number;
}

export interface Removals {
  /** Names, in the order in which to remove them. */
  readonly names: readonly string[];
  /** How many of the windows that count are removed only because space is short. */
  readonly forSpace: number;
}

/**
 * Which windows to remove: those that are cleared, too old, or too old for their own rung and merged into a window that has
 * existed for long enough (`isSettled`); while there is too much, those that are merged into such a window, and then the
 * oldest. All parts of a window go together, because they are useful only together. A window never goes before those that it
 * replaces, or they would count again: the process may be killed after each step.
 */
export function* removalSteps(
  { windows, clearedMicros, cleared }: StoreLook,
  nowMicros: number,
  { ladder, maxBytes }: RemovalBounds,
  isSettled: (name: string) => boolean,
): Generator<void, Removals> {
  const byName = new Map(windows.map((window) => [window.name, window]));
  const covered = new Set(windows.flatMap(({ head }) => head.covers));
  const names = new Set<string>(cleared);
  let bytes = windows.reduce((sum, window) => sum + window.bytes, 0);
  /** The windows that it replaces, and those whose own merged window is missing. */
  const partsOf = ({ head }: FoundWindow): FoundWindow[] =>
    [...head.covers, ...head.beneath.filter((name) => !covered.has(name))].flatMap(
      (name) => byName.get(name) ?? [],
    );
  const chosen = new Set<string>(cleared);
  const remove = (window: FoundWindow): void => {
    if (chosen.has(window.name)) return;
    chosen.add(window.name);
    for (const part of partsOf(window)) remove(part);
    names.add(window.name);
    bytes -= window.bytes;
  };
  const isOlder = ({ head }: FoundWindow, millis: number): boolean =>
    nowMicros - head.endMicros > millis * 1000;
  // Long windows are kept until it is known, and has been said for a while, that no other has come after them.
  const forMillisOf = (window: FoundWindow): number => {
    const waitMillis = isLong(window) ? silentMillis(window.head.ledger?.everyMillis ?? 0) : 0;
    return (rungOf(window, ladder)?.forMillis ?? Number.POSITIVE_INFINITY) + waitMillis;
  };
  for (const window of windows) {
    const { name, head } = window;
    if (
      head.startMicros < clearedMicros ||
      isOlder(window, ladder.at(-1)?.forMillis ?? Number.POSITIVE_INFINITY)
    ) {
      remove(window);
      continue;
    }
    const parts = partsOf(window);
    if (isSettled(name) && isOlder(window, Math.max(...parts.map(forMillisOf)))) parts.forEach(remove);
    yield;
  }
  // A merged window has all that its parts have, but for when and in which process, and takes far less. Of the latest hour
  // that is kept, but in fleets that are so large that most of what they write is in such parts.
  for (const window of windows) {
    if (bytes <= maxBytes) break;
    if (window.head.covers.length === 0 || !isSettled(window.name)) continue;
    const parts = partsOf(window);
    if (isOlder(window, hourMillis) || parts.every(isLong)) parts.forEach(remove);
    yield;
  }
  let forSpace = 0;
  for (const window of yield* countedSteps(windows, clearedMicros)) {
    if (bytes <= maxBytes) break;
    if (names.has(window.name)) continue;
    remove(window);
    forSpace++;
  }
  return { names: [...names], forSpace };
}

/** `removalSteps` in one go. */
export function planRemovals(
  ...[look, nowMicros, bounds, isSettled]: Parameters<typeof removalSteps>
): Removals {
  return atOnce(removalSteps(look, nowMicros, bounds, isSettled));
}
