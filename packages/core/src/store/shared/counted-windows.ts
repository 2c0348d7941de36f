import { atOnce } from '../../in-turns.ts';
import type { FoundWindow } from './service-reader.ts';

/** Names of all windows whose data is also in another of these. */
export function hiddenBy(windows: readonly FoundWindow[]): ReadonlySet<string> {
  return new Set(windows.flatMap(({ head }) => [...head.covers, ...head.beneath]));
}

/**
 * The windows that count, as coarse as possible: without those that began before the last clear, and without those that a
 * merged one replaces. If one replaces all that another does and more, only the larger counts.
 */
export function* countedSteps(
  windows: readonly FoundWindow[],
  clearedMicros: number,
): Generator<void, FoundWindow[]> {
  const kept = windows.filter(({ head }) => head.startMicros >= clearedMicros);
  const hidden = hiddenBy(kept);
  yield;
  const covering = new Map<string, FoundWindow[]>();
  for (const window of kept) {
    for (const name of window.head.covers) {
      const list = covering.get(name);
      if (list) list.push(window);
      else covering.set(name, [window]);
    }
    yield;
  }
  const isWithinAnother = ({ head: { covers } }: FoundWindow): boolean => {
    const [first, ...rest] = covers;
    if (first === undefined) return false;
    const others = covering.get(first)?.filter(({ head }) => head.covers.length > covers.length);
    return (others ?? []).some(({ head }) => {
      const all = new Set(head.covers);
      return rest.every((name) => all.has(name));
    });
  };
  const counted: FoundWindow[] = [];
  for (const window of kept) {
    if (!hidden.has(window.name) && !isWithinAnother(window)) counted.push(window);
    yield;
  }
  return counted;
}

/** `countedSteps` in one go. */
export function countedWindows(windows: readonly FoundWindow[], clearedMicros: number): FoundWindow[] {
  return atOnce(countedSteps(windows, clearedMicros));
}
