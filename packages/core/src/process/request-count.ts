import type { RetentionRung } from '../options.ts';
import type { Window } from '../profile/window.ts';
import { keptAloneMillis } from '../store/kept-alone.ts';

/** Numbers the requests of this process, so that a reader sees when some of its windows are missing. */
export interface RequestCount {
  /** The next window that has ended, with its ledger. */
  add(window: Window): Window;
  /** For a copy of the open window that begins now: more may have ended once it is complete. */
  open(): (copy: Window) => Window;
  /** Counts from this moment on. */
  startOver(micros: number): void;
}

export function createRequestCount(startMicros: number, ladder: readonly RetentionRung[]): RequestCount {
  const keptMillis = keptAloneMillis(ladder);
  let sinceMicros = startMicros;
  let counted = 0;
  return {
    add(window) {
      const ledger = { sinceMicros, from: counted, to: counted + requestsOf(window), keptMillis };
      counted = ledger.to;
      return { ...window, ledger };
    },
    open() {
      const begun = { sinceMicros, from: counted, keptMillis };
      return (copy) => ({ ...copy, ledger: { ...begun, to: begun.from + requestsOf(copy) } });
    },
    startOver(micros) {
      sinceMicros = Math.ceil(micros);
      counted = 0;
    },
  };
}

function requestsOf({ routes }: Window): number {
  return routes.reduce((sum, { requests }) => sum + requests, 0);
}
