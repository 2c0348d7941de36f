import { rateRange } from './rate-range.ts';
import type { StoreMark } from './store-contract.ts';

export const decisionKinds = ['clear', 'pause', 'rate'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

/** A mark that processes obey. */
export interface Decision extends StoreMark {
  readonly kind: DecisionKind;
  /**
   * `pause`: `'on'` or `'off'`. `rate`: samples per second, or `''` for that of the options. `clear`: how many processes were
   * known then, or `''`.
   */
  readonly value: string;
}

/** What holds while nothing was decided. */
export const undecided: Readonly<Record<DecisionKind, string>> = { clear: '', pause: 'off', rate: '' };

/** `undefined` for a mark of another kind, or one that means nothing: nothing in a store is trusted. */
export function readDecision({ kind, atMicros, value }: StoreMark): Decision | undefined {
  if (!isDecisionKind(kind) || !isMoment(atMicros) || !isValueOf[kind](value)) return undefined;
  return { kind, atMicros, value };
}

export function isDecisionKind(kind: string): kind is DecisionKind {
  return (decisionKinds as readonly string[]).includes(kind);
}

/** A later moment can still be written. */
export function isMoment(atMicros: number): boolean {
  return Number.isSafeInteger(atMicros) && atMicros >= 0 && atMicros < Number.MAX_SAFE_INTEGER;
}

const isValueOf: Readonly<Record<DecisionKind, (value: string) => boolean>> = {
  clear: (value) => /^\d{0,9}$/.test(value),
  pause: (value) => value === 'on' || value === 'off',
  rate: (value) => value === '' || isRate(value),
};

function isRate(value: string): boolean {
  return /^[1-9]\d{0,8}$/.test(value) && Number(value) >= rateRange.least && Number(value) <= rateRange.most;
}
