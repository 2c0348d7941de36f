import type { RetentionRung } from '../options.ts';
import type { Heeds } from '../profile/ledger.ts';
import type { Window } from '../profile/window.ts';
import { requestsOf } from '../profile/window-summary.ts';
import { keptAloneMillis } from '../store/kept-alone.ts';

/** Numbers the requests of this process, so that a reader sees when some of its windows are missing. */
export interface RequestCount {
  /** The next window that has ended, with its ledger. @param last Nothing comes after it, or not soon. */
  add(window: Window, last?: LastWindow): Window;
  /** For a copy of the open window that begins now: more may have ended once it is complete. */
  open(): (copy: Window) => Window;
  /** Counts from this moment on. */
  startOver(micros: number): void;
}

/** Why a window is the last one for now. */
export type LastWindow = 'ended' | 'paused';

export interface CountOptions {
  readonly startMicros: number;
  readonly ladder: readonly RetentionRung[];
  /** How long a window stays open at most, by now. */
  readonly everyMillis: () => number;
  /** The latest decisions that this process has obeyed. */
  heeds?(): Heeds | undefined;
}

export function createRequestCount({ startMicros, ladder, everyMillis, heeds }: CountOptions): RequestCount {
  const keptMillis = wholeMillis(keptAloneMillis(ladder));
  const times = () => ({ keptMillis, everyMillis: wholeMillis(everyMillis()) });
  let sinceMicros = startMicros;
  let counted = 0;
  const obeyed = (): { readonly heeds?: Heeds } => {
    const known = heeds?.();
    return known === undefined ? {} : { heeds: known };
  };
  return {
    add(window, last) {
      const to = counted + requestsOf(window.routes);
      const ledger = {
        ...{ sinceMicros, from: counted, to, ...times() },
        ...(last && { isLast: true as const }),
        ...(last === 'paused' && { isPaused: true as const }),
        ...obeyed(),
      };
      counted = to;
      return { ...window, ledger };
    },
    open() {
      const begun = { sinceMicros, from: counted, ...times(), ...obeyed() };
      return (copy) => ({ ...copy, ledger: { ...begun, to: begun.from + requestsOf(copy.routes) } });
    },
    startOver(micros) {
      sinceMicros = Math.ceil(micros);
      counted = 0;
    },
  };
}

/** Options may be fractions, or larger than a file can hold. */
function wholeMillis(millis: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.ceil(millis));
}
