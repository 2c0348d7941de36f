import { atOnce } from '../../in-turns.ts';
import type { RetentionRung } from '../../options.ts';
import { countedSteps } from './counted-windows.ts';
import { rungOf } from './rungs.ts';
import type { FoundWindow, StoreLook } from './service-reader.ts';

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
 * existed for long enough (`isSettled`); while there is too much, those that are merged into such a window, and then the oldest. All parts of a window go together,
 * because they are useful only together. A window never goes before those that it replaces, or they would count again: the
 * process may be killed after each step.
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
  const forMillisOf = (window: FoundWindow): number =>
    rungOf(window, ladder)?.forMillis ?? Number.POSITIVE_INFINITY;
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
  // A merged window has all that its parts have, but for when and in which process, and takes far less.
  for (const { name, head } of windows) {
    if (bytes <= maxBytes) break;
    if (head.covers.length > 0 && isSettled(name)) partsOf(byName.get(name) as FoundWindow).forEach(remove);
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
