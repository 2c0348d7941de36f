import { noTotals, plusWindow, type Totals } from '../metrics/totals.ts';
import type { Window } from '../profile/window.ts';

/** Sums since the start or the last clear, whatever the store has dropped or merged since. */
export interface CountTotals {
  /** A window that has ended. */
  add(window: Window): void;
  /** With the open window as it is now. */
  read(): Promise<Totals>;
  /** Drops everything. */
  forget(): void;
}

/** @param copyOpen Begins to copy the open window; each window that ended before has been added. */
export function createCountTotals(copyOpen: () => Promise<Window>): CountTotals {
  let closed = noTotals;
  return {
    add(window) {
      closed = plusWindow(closed, window);
    },
    async read() {
      const copying = copyOpen();
      // The window may end while it is copied, and would count twice.
      const before = closed;
      return plusWindow(before, await copying);
    },
    forget() {
      closed = noTotals;
    },
  };
}
