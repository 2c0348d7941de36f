import type { Estimate } from './significance.ts';

/**
 * How much more samples vary than if each fell by itself: samples of one request go together. Between runs of one
 * build 1.2 to 1.8 was measured for functions that V8 does not inline.
 */
export const sampleDispersion = 1.5;

/** Sampled time: `amount` is per request, and was seen by so many samples. */
export interface Sampled {
  readonly amount: number;
  /** With unequal weights as many as would be as precise with equal ones. */
  readonly samples: number;
  /** What half a sample stands for: keeps a function that one profile has not seen from having changed infinitely. */
  readonly halfSample: number;
}

/** The change of a sampled time; `undefined` when neither profile has seen it. */
export function sampledChange(before: Sampled, after: Sampled): Estimate | undefined {
  if (before.samples + after.samples === 0) return undefined;
  const [b, a] = [before.amount + before.halfSample, after.amount + after.halfSample];
  if (b <= 0 || a <= 0) return undefined;
  return {
    shift: Math.log(a / b),
    variance: sampleDispersion * (1 / (before.samples + 0.5) + 1 / (after.samples + 0.5)),
    weight: a + b,
  };
}
