import { type Totals, TotalsBuilder } from '../metrics/totals.ts';
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
  let closed = new TotalsBuilder();
  return {
    add: (window) => closed.add(window),
    async read() {
      const copying = copyOpen();
      const sum = new TotalsBuilder();
      // Now, because the window may end while it is copied, and would count twice.
      sum.addTotals(closed.finish());
      sum.add(await copying);
      return sum.finish();
    },
    forget() {
      closed = new TotalsBuilder();
    },
  };
}
