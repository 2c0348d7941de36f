/**
 * The statistics of comparing two profiles. Times are compared by logarithms of ratios (after / before), where twice as
 * slow and twice as fast lie equally far from zero; shares by their angles, see `shares.ts`.
 */

import { atOnce, mapSteps } from '../in-turns.ts';

/** How much a figure changed, as far as two profiles can tell. */
export interface Estimate {
  /** How far it moved, 0 for not at all: ln(after / before) for times, a difference of angles for shares. */
  readonly shift: number;
  /** Of `shift`, from sampling alone. */
  readonly variance: number;
  /** Its cost; decides how much of the permitted error rate it gets. Above 0. */
  readonly weight: number;
}

/** The change that all figures of two runs have in common: another core, a busy neighbour. */
export interface Drift {
  readonly logRatio: number;
  /** Standard deviation between figures beyond sampling: what changes from run to run although the code is the same. */
  readonly spread: number;
  /** The standard error of `logRatio`. */
  readonly error: number;
  /** Whether there were enough figures to tell; else `logRatio` is 0, and `spread` allows for a usual drift. */
  readonly isKnown: boolean;
}

/** What is known of the part of a shift that neither noise nor the drift explains. */
export interface Interval {
  /** That part lies between these, for all figures of the family at once; 0 is outside of it exactly when `p` is below the rate. */
  readonly low: number;
  readonly high: number;
  /** The chance of such a shift by noise and drift, corrected for the number of figures that were looked at. */
  readonly p: number;
}

/** How two runs of the same build differ, by kind of figure; see `docs/proofs/comparisons.md` for the runs it was measured on. */
export interface Noise {
  /** Least standard deviation of one figure between runs, beyond the common drift. */
  readonly leastSpread: number;
  /** Standard deviation of the drift itself, used when there are too few figures to estimate it. */
  readonly usualDrift: number;
  /** Figures that are more precise than this standard deviation do not count for more: a few large ones must not decide. */
  readonly evenError: number;
}

/** With fewer figures (of equal weight) their median says more about one of them than about the machine. */
const fewestForDrift = 5;
/** The median of a χ² distribution with one degree of freedom. */
const medianChiSquare = 0.4549;
const widestSpread = 2;

/**
 * The drift as a weighted median of all changes: it stays right even if nearly half of the figures changed for their own
 * reasons. It is the end nearest to zero of the median's interval by order statistics (W. J. Conover, Practical
 * Nonparametric Statistics, 3.2), so that noise is not taken for a drift. The spread is how much figures vary beyond
 * sampling, as in the random-effects model of R. DerSimonian and N. Laird (1986), by medians instead of sums.
 */
export function commonDrift(estimates: readonly Estimate[], noise: Noise): Drift {
  const weights = estimates.map(({ variance }) => 1 / (variance + noise.evenError ** 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight * weight, 0);
  if (squares === 0 || (sum * sum) / squares < fewestForDrift)
    return { logRatio: 0, spread: Math.hypot(noise.leastSpread, noise.usualDrift), error: 0, isKnown: false };
  const ratios = estimates.map(({ shift }) => shift);
  const middle = weightedQuantile(ratios, weights, 0.5);
  /** Half of the width, in shares, of the 95 % interval of a median of so few. */
  const width = 1 / Math.sqrt((sum * sum) / squares);
  const low = weightedQuantile(ratios, weights, 0.5 - width);
  const high = weightedQuantile(ratios, weights, 0.5 + width);
  return {
    // Only the part of the drift that is sure may explain a change.
    logRatio: Math.max(0, low) + Math.min(0, high),
    spread: spreadAround(middle, estimates, weights, 0.5 - width, noise.leastSpread),
    error: (high - low) / 4,
    isKnown: true,
  };
}

/**
 * The spread at which the share `q` of figures has squared residuals below the median that chance alone would give. With
 * a `q` below one half it is a lower bound, because a median of few is uncertain.
 */
export function spreadAround(
  middle: number,
  estimates: readonly Estimate[],
  weights: readonly number[],
  q: number,
  leastSpread: number,
): number {
  const wanted = q * weights.reduce((sum, weight) => sum + weight, 0);
  // Counts those below the median: sorting to find the quantile would take long for many figures.
  const isTooWide = (spread: number): boolean => {
    let below = 0;
    for (const [i, { shift, variance }] of estimates.entries()) {
      if ((shift - middle) ** 2 / (variance + spread ** 2) < medianChiSquare) below += weights[i] as number;
    }
    return below >= wanted;
  };
  let [low, high] = [leastSpread, widestSpread];
  if (isTooWide(low)) return low;
  for (let step = 0; step < 20; step++) {
    const between = (low + high) / 2;
    if (isTooWide(between)) high = between;
    else low = between;
  }
  return high;
}

/**
 * The drift, limited to what is usual between machines. When everything changed by more than that, no figure stands out,
 * yet the whole has changed: another machine, another Node, or all of the app.
 */
export function believable(drift: Drift, { usualDrift }: Noise): Drift {
  const most = 2.5 * usualDrift;
  return { ...drift, logRatio: Math.max(-most, Math.min(most, drift.logRatio)) };
}

/**
 * Intervals for all figures of a family at once: the chance that any of them misses is at most `rate`, whatever the
 * figures have to do with each other (Bonferroni's inequality, in which heavier figures get a larger part of the rate).
 *
 * The machine does not slow down everything equally: with busy neighbours, code that misses the caches was 10 to 20 %
 * slower while loops in registers stayed within 2 %. So whatever lies between no change and the drift may be the
 * machine's doing: the interval leaves open how much of it is the code's, and so is wider by the drift.
 */
export function simultaneousIntervals(
  estimates: readonly Estimate[],
  drift: Drift,
  rate: number,
): Interval[] {
  return atOnce(intervalSteps(estimates, drift, rate));
}

/** The same in steps. */
export function* intervalSteps(
  estimates: readonly Estimate[],
  drift: Drift,
  rate: number,
): Generator<void, Interval[]> {
  const sum = estimates.reduce((total, { weight }) => total + weight, 0);
  const [least, most] = [Math.min(0, drift.logRatio), Math.max(0, drift.logRatio)];
  return yield* mapSteps(estimates, ({ shift, variance, weight }) => {
    const part = weight / sum;
    const z = criticalValue(rate * part);
    // The drift is an estimate with an error of its own; 0 is not.
    const errorAt = (end: number): number =>
      Math.sqrt(variance + drift.spread ** 2 + (end === 0 ? 0 : drift.error ** 2));
    const above = (shift - most) / errorAt(most);
    const below = (least - shift) / errorAt(least);
    return {
      low: shift - most - z * errorAt(most),
      high: shift - least + z * errorAt(least),
      // A shift that the drift explains has a `p` of 1.
      p: Math.min(1, twoSided(Math.max(0, above, below)) / part),
    };
  });
}

/** How many standard deviations a normal variable exceeds, on either side, with the chance `p`: inverts `twoSided`. */
export function criticalValue(p: number): number {
  const wanted = Math.log(Math.max(p, leastChance));
  let z = Math.sqrt(-2 * wanted);
  // Newton's method on ln p(z), which is nearly a parabola.
  for (let step = 0; step < 8; step++) {
    const chance = twoSided(z);
    const density = Math.exp((-z * z) / 2) * Math.sqrt(2 / Math.PI);
    z = Math.max(0, z + ((Math.log(chance) - wanted) * chance) / density);
  }
  return z;
}

/** A double cannot hold smaller tails. */
const leastChance = 1e-250;

/** The value below which the share `q` of the weight lies. */
export function weightedQuantile(values: readonly number[], weights: readonly number[], q: number): number {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
  const wanted = q * weights.reduce((sum, weight) => sum + weight, 0);
  let below = 0;
  for (const i of order) {
    below += weights[i] as number;
    if (below >= wanted) return values[i] as number;
  }
  return Number.NaN;
}

/**
 * The chance that a normal variable lies at least |z| standard deviations from its mean: the complementary error
 * function by its Chebyshev fit, with a relative error below 1.2e-7 (Numerical Recipes, 2nd edition, 6.2).
 */
export function twoSided(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  return t * Math.exp(-x * x + terms.reduceRight((sum, term) => sum * t + term, 0));
}
