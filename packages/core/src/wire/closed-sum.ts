import { mergeInSlices } from '../profile/merge-in-slices.ts';
import type { Window } from '../profile/window.ts';

/** As long as somebody looks at the report, it is asked for again within this time. */
const keptForMillis = 15_000;

/** Closed windows added up, kept while reports are asked for: what was added once need not be added for each of them. */
export interface ClosedSum {
  /** All of `closed` and one more. */
  with(closed: readonly Window[], open: Window): Promise<Window>;
  forget(): void;
}

export function createClosedSum(maxNodes: number): ClosedSum {
  let windows: readonly Window[] = [];
  let sum: Window | undefined;
  let timer: NodeJS.Timeout | undefined;
  const add = (parts: readonly Window[]): Promise<Window> => mergeInSlices(parts, maxNodes);
  const forget = (): void => {
    clearTimeout(timer);
    windows = [];
    sum = undefined;
  };
  const sumOf = async (closed: readonly Window[]): Promise<Window | undefined> => {
    const known = windows.length > 0 && windows.every((window, i) => window === closed[i]);
    if (known && windows.length === closed.length) return sum;
    if (closed.length < 2) return closed[0];
    // A window that was merged with others or forgotten: the sum is made anew.
    const added = await add(known && sum !== undefined ? [sum, ...closed.slice(windows.length)] : closed);
    windows = closed;
    sum = added;
    return added;
  };
  return {
    async with(closed, open) {
      const before = await sumOf(closed);
      clearTimeout(timer);
      timer = setTimeout(forget, keptForMillis).unref();
      return await add(before === undefined ? [open] : [before, open]);
    },
    forget,
  };
}
