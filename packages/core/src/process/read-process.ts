import type { Totals } from '../metrics/totals.ts';
import type { RetentionRung } from '../options.ts';
import type { Heeds } from '../profile/ledger.ts';
import type { Window } from '../profile/window.ts';
import { systemMicros } from '../sample/system-clock.ts';
import type { Choice } from '../store/choice.ts';
import { createCountTotals } from './count-totals.ts';
import { readOrLook } from './first-look.ts';
import type { OpenWindow } from './open-window.ts';
import type { Progress } from './progress.ts';
import type { Measured, Readable } from './read-choice.ts';
import { createRequestCount, type LastWindow } from './request-count.ts';

export interface ReadProcessOptions extends Pick<Readable, 'store' | 'closedSum' | 'source'> {
  readonly openWindow: Pick<OpenWindow, 'copy'>;
  readonly ladder: readonly RetentionRung[];
  /** How long a window stays open at most, by now. */
  readonly everyMillis: () => number;
  /** Puts everything that has happened until now into the open window. */
  catchUp(): void;
  /** Completes a window that has ended and is being copied. */
  finish(): void;
  progress(): Promise<Progress>;
  heeds(): Heeds | undefined;
  startOver(clearedMicros: number): void;
}

/** What can be read of a process that measures. */
export interface ReadProcess {
  /** A choice, from every process that shares the store. @param first Whether a first look suffices, if that is quicker. */
  read(choice: Choice, first?: boolean): Promise<Measured>;
  /** Sums of this process since the start or the last clear. */
  totals(): Promise<Totals>;
  /** A window has ended. Returns it with its place among all. */
  add(window: Window, last?: LastWindow): Window;
  /** Drops the sums after a clear at this moment. */
  startOver(clearedMicros: number): void;
}

export function createReadProcess(options: ReadProcessOptions): ReadProcess {
  const { openWindow, catchUp, finish, progress } = options;
  const { ladder, everyMillis, heeds } = options;
  const requestCount = createRequestCount({ startMicros: systemMicros(), ladder, everyMillis, heeds });
  const open = async (): Promise<Window> => {
    // One that has ended since then is in neither.
    finish();
    const withLedger = requestCount.open();
    return withLedger(await openWindow.copy());
  };
  const totals = createCountTotals(open);
  return {
    async read(choice, first = false) {
      finish();
      catchUp();
      const { stamp } = await progress();
      const readable = { ...options, open };
      return { ...(await readOrLook(choice, readable, first)), stamp };
    },
    async totals() {
      catchUp();
      return await totals.read();
    },
    add(closed, last) {
      const window = requestCount.add(closed, last);
      totals.add(window);
      return window;
    },
    startOver(clearedMicros) {
      totals.forget();
      requestCount.startOver(clearedMicros);
    },
  };
}
