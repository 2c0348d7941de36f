import type { Random } from '../../apps/shop/src/random.ts';

/** A median, and the interval that holds the true one in 95 of 100 runs. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const resamples = 2_000;

/**
 * The median of all values of all starts, with a 95 % interval by a bootstrap in two stages: starts are drawn again, and
 * rounds within them. Rounds alone would give an interval that is too narrow, because two processes of one program
 * differ for as long as they live. Six starts are enough for it; with fewer it is too narrow, too.
 */
export function estimate(starts: readonly (readonly number[])[], random: Random): Estimate {
  const filled = starts.filter((rounds) => rounds.length > 0);
  const medians: number[] = [];
  for (let i = 0; filled.length > 0 && i < resamples; i++) {
    medians.push(median(filled.flatMap(() => drawnFrom(oneOf(filled, random), random))));
  }
  medians.sort((a, b) => a - b);
  return {
    median: median(filled.flat()),
    low: quantile(medians, 0.025),
    high: quantile(medians, 0.975),
  };
}

function drawnFrom(values: readonly number[], random: Random): number[] {
  return values.map(() => oneOf(values, random));
}

function oneOf<Value>(values: readonly Value[], random: Random): Value {
  return values[Math.floor(random() * values.length)] as Value;
}

export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** The quantile of ascending values, interpolated between the two nearest ones. */
export function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}
