import { type DecisionKind, decisionKinds } from '../decision.ts';

/**
 * Which of its process's requests a window has, numbered from the start or the last clear. So a reader sees when windows are
 * missing, and how many requests were in them.
 */
export interface Ledger {
  /** Since when they are counted: epoch microseconds. */
  readonly sinceMicros: number;
  /** Requests before the window began, and when it ended. */
  readonly from: number;
  readonly to: number;
  /** For how long windows of a single process are kept, by its `retention`. */
  readonly keptMillis: number;
  /** After at most this time, the process ends a window and begins the next. */
  readonly everyMillis: number;
  /** It was the last one when it was written: the process ended, or was paused. */
  readonly isLast?: true;
  /** It was the last one because the process was paused. */
  readonly isPaused?: true;
  /** The latest decisions that the process had obeyed when the window ended: when each was made, in epoch microseconds. */
  readonly heeds?: Heeds;
}

export type Heeds = Readonly<Partial<Record<DecisionKind, number>>>;

interface Counted {
  readonly sources: readonly { readonly instance: string }[];
  readonly ledger?: Ledger;
  readonly lostRequests?: number;
}

/**
 * The ledger of windows that are added up, if they are of one count, and what is known to be missing in them. Like all else
 * in a window, the same in any order.
 */
export function mergeLedgers(windows: readonly Counted[]): Pick<Counted, 'ledger' | 'lostRequests'> {
  const lostRequests = windows.reduce((sum, window) => sum + (window.lostRequests ?? 0), 0);
  const ledgers = windows.flatMap(({ ledger }) => ledger ?? []);
  const [first] = ledgers;
  const isOne = ledgers.length === windows.length && new Set(windows.map(countOf)).size === 1;
  return {
    ...(isOne &&
      first !== undefined && {
        ledger: {
          sinceMicros: first.sinceMicros,
          from: Math.min(...ledgers.map(({ from }) => from)),
          to: Math.max(...ledgers.map(({ to }) => to)),
          keptMillis: Math.max(...ledgers.map(({ keptMillis }) => keptMillis)),
          everyMillis: Math.max(...ledgers.map(({ everyMillis }) => everyMillis)),
          ...(ledgers.some(({ isLast }) => isLast) && { isLast: true }),
          ...(ledgers.some(({ isPaused }) => isPaused) && { isPaused: true }),
          ...mergeHeeds(ledgers),
        },
      }),
    ...(lostRequests > 0 && { lostRequests }),
  };
}

function mergeHeeds(ledgers: readonly Ledger[]): Pick<Ledger, 'heeds'> {
  const heeds: Partial<Record<DecisionKind, number>> = {};
  for (const ledger of ledgers) {
    for (const kind of decisionKinds) {
      const atMicros = ledger.heeds?.[kind];
      if (atMicros !== undefined) heeds[kind] = Math.max(atMicros, heeds[kind] ?? 0);
    }
  }
  return Object.keys(heeds).length === 0 ? {} : { heeds };
}

/** Names the count that a window with a ledger belongs to. */
export function countOf({ sources, ledger }: Counted): string {
  return `${sources[0]?.instance} ${ledger?.sinceMicros}`;
}
