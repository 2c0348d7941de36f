/**
 * The statistics of comparing two profiles. Everything is done on logarithms of ratios (after / before), where twice as
 * slow and twice as fast lie equally far from zero.
 */

/** How much a figure changed, as far as two profiles can tell. */
export interface Estimate {
  /** ln(after / before). */
  readonly logRatio: number;
  /** Of `logRatio`, by sampling alone. */
  readonly variance: number;
  /** How dear it is; decides how much of the permitted error rate it gets. Above 0. */
  readonly weight: number;
}

/** What two runs differ by altogether: another core, a busy neighbour. */
export interface Drift {
  readonly logRatio: number;
  /** Standard deviation between figures beyond sampling: what changes from run to run although the code is the same. */
  readonly spread: number;
  /** Of `logRatio` itself. */
  readonly error: number;
  /** Whether there were enough figures to tell; else `logRatio` is 0, and `spread` allows for a usual drift. */
  readonly isKnown: boolean;
}

/** An estimate held against the drift. */
export interface Test {
  /** ln(after / before). */
  readonly logRatio: number;
  /** Standard error of it. */
  readonly error: number;
  /** The chance of such a difference by noise and drift, corrected for the number of figures that were looked at. */
  readonly p: number;
}

/** How two runs of the same build differ, by kind of figure; see `bench/README.md` for the runs it was measured on. */
export interface Noise {
  /** Least standard deviation of one figure between runs, beyond the common drift. */
  readonly leastSpread: number;
  /** Standard deviation of the drift itself, for when too few figures tell it. */
  readonly usualDrift: number;
}

/** Below so many figures (of equal weight) their median says more about one of them than about the machine. */
const fewestForDrift = 5;
/** The median of a χ² distribution with one degree of freedom. */
const medianChiSquare = 0.4549;
const widestSpread = 2;
/** Standard deviation below which precision is no reason to count for more: a few large functions must not decide. */
const evenWeight = 0.15;

/**
 * The drift as a weighted median of all changes: nearly half of the figures may have changed for reasons of their own
 * before it is led astray. Of its interval by order statistics (W. J. Conover, Practical Nonparametric Statistics, 3.2)
 * the end nearest to zero is taken, so that noise does not pass for a drift. The spread is what figures vary by beyond
 * sampling, as in the random-effects model of R. DerSimonian and N. Laird (1986), by medians instead of sums.
 */
export function commonDrift(estimates: readonly Estimate[], noise: Noise): Drift {
  const weights = estimates.map(({ variance }) => 1 / (variance + evenWeight ** 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight * weight, 0);
  if (squares === 0 || (sum * sum) / squares < fewestForDrift)
    return { logRatio: 0, spread: Math.hypot(noise.leastSpread, noise.usualDrift), error: 0, isKnown: false };
  const ratios = estimates.map(({ logRatio }) => logRatio);
  const middle = weightedQuantile(ratios, weights, 0.5);
  /** Half of the width, in shares, of an interval that holds a median of so few 19 times of 20. */
  const width = 1 / Math.sqrt((sum * sum) / squares);
  const low = weightedQuantile(ratios, weights, 0.5 - width);
  const high = weightedQuantile(ratios, weights, 0.5 + width);
  return {
    // Only what is sure of it may excuse a change.
    logRatio: Math.max(0, low) + Math.min(0, high),
    spread: spreadAround(middle, estimates, weights, 0.5 - width, noise.leastSpread),
    error: (high - low) / 4,
    isKnown: true,
  };
}

/**
 * The spread at which the squared residuals of the share `q` of figures are as small as chance makes half of them. With
 * less than half it is the least that it may be: a median of few is uncertain.
 */
function spreadAround(
  middle: number,
  estimates: readonly Estimate[],
  weights: readonly number[],
  q: number,
  leastSpread: number,
): number {
  const wanted = q * weights.reduce((sum, weight) => sum + weight, 0);
  // Whether their quantile is below: for that they need not be sorted, which would take long for many.
  const isTooWide = (spread: number): boolean => {
    let below = 0;
    for (const [i, { logRatio, variance }] of estimates.entries()) {
      if ((logRatio - middle) ** 2 / (variance + spread ** 2) < medianChiSquare)
        below += weights[i] as number;
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
 * Tests all figures of a family at once: the chance of a single false alarm among them is what `p` is compared with.
 *
 * The machine does not slow down everything alike: with busy neighbours, code that misses the caches was 10 to 20 %
 * slower while loops in registers stayed within 2 %. So whatever lies between no change and the drift may be the
 * machine's doing, and only what lies beyond both is the code's.
 */
export function testAll(estimates: readonly Estimate[], drift: Drift): Test[] {
  const tests = estimates.map(({ logRatio, variance }) => {
    const outside = beyond(logRatio, drift.logRatio);
    const isBeyondDrift = Math.sign(outside) === Math.sign(drift.logRatio);
    const error = Math.sqrt(variance + drift.spread ** 2 + (isBeyondDrift ? drift.error ** 2 : 0));
    return { logRatio, error, p: twoSided(outside / error) };
  });
  const adjusted = holm(
    tests.map(({ p }) => p),
    estimates.map(({ weight }) => weight),
  );
  return tests.map((test, i) => ({ ...test, p: adjusted[i] as number }));
}

/** How far a change lies outside of what is between no change and the drift; 0 inside. */
function beyond(logRatio: number, drift: number): number {
  const nearest = Math.min(Math.max(logRatio, Math.min(0, drift)), Math.max(0, drift));
  return logRatio - nearest;
}

/**
 * Holm's step-down correction with weights (S. Holm: A simple sequentially rejective multiple test procedure, 1979,
 * section 4): whatever the dependence, the chance of one or more false alarms stays below the p-value's limit. What
 * weighs more gets a larger part of it.
 */
export function holm(pValues: readonly number[], weights: readonly number[]): number[] {
  const weightOf = (i: number) => weights[i] as number;
  const order = pValues
    .map((_, i) => i)
    .sort((a, b) => (pValues[a] as number) / weightOf(a) - (pValues[b] as number) / weightOf(b));
  const adjusted = new Array<number>(pValues.length);
  let left = weights.reduce((sum, weight) => sum + weight, 0);
  let least = 0;
  for (const i of order) {
    least = Math.min(1, Math.max(least, ((pValues[i] as number) * left) / weightOf(i)));
    adjusted[i] = least;
    left -= weightOf(i);
  }
  return adjusted;
}

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
 * function by its Chebyshev fit, within 1.2e-7 of the truth in proportion (Numerical Recipes, 2nd edition, 6.2).
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
