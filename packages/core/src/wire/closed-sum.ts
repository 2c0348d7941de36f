import { mergeInSlices } from '../profile/merge-in-slices.ts';
import type { Window } from '../profile/window.ts';

/** As long as somebody looks at the report, it is asked for again within this time. */
const keptForMillis = 15_000;

/**
 * Closed windows added up, kept while reports are asked for: what was added once need not be added for each of them.
 * Meanwhile this takes memory beside the store: one window with at most `maxNodes` nodes for each route, and those of
 * the windows it was made of that the store has merged or let go of since.
 */
export interface ClosedSum {
  /** All of `closed` and one more. */
  with(closed: readonly Window[], open: Window): Promise<Window>;
  /** Lets go of all windows; what is being added up for somebody is not kept either. */
  forget(): void;
}

export function createClosedSum(maxNodes: number): ClosedSum {
  let windows: readonly Window[] = [];
  let sum: Window | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** How often all was forgotten: who has waited must not bring back what was forgotten meanwhile. */
  let generation = 0;
  const add = (parts: readonly Window[]): Promise<Window> => mergeInSlices(parts, maxNodes);
  const forget = (): void => {
    clearTimeout(timer);
    generation++;
    windows = [];
    sum = undefined;
  };
  const sumOf = async (closed: readonly Window[]): Promise<Window | undefined> => {
    const known = windows.length > 0 && windows.every((window, i) => window === closed[i]);
    if (known && windows.length === closed.length) return sum;
    if (closed.length < 2) return closed[0];
    // A window that was merged with others or forgotten: the sum is made anew.
    const startedIn = generation;
    const added = await add(known && sum !== undefined ? [sum, ...closed.slice(windows.length)] : closed);
    if (generation === startedIn) {
      windows = closed;
      sum = added;
    }
    return added;
  };
  return {
    async with(closed, open) {
      const startedIn = generation;
      const before = await sumOf(closed);
      if (generation === startedIn) {
        clearTimeout(timer);
        timer = setTimeout(forget, keptForMillis).unref();
      }
      return await add(before === undefined ? [open] : [before, open]);
    },
    forget,
  };
}
