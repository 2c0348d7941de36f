import type { Estimate } from './significance.ts';

/**
 * How much more samples vary than independent ones, because samples of one request come together. Between runs of one
 * build it was 1.2 to 1.8 for functions that V8 does not inline.
 */
export const sampleDispersion = 1.5;

/** Sampled time: `amount` is per request, and was seen in `samples`. */
export interface Sampled {
  readonly amount: number;
  /** For unequal weights, the number of samples of equal weight that would be as precise. */
  readonly samples: number;
  /** The time of half a sample: keeps the change finite for a function that one profile has not seen. */
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
