import { latencyCount, quantileMicros, spreadOfMean } from '../profile/latency.ts';
import { type LatencyMix, requestsOf, sharesBelow, sketchOf } from './latency-mix.ts';
import type { Estimate } from './significance.ts';

/** Requests come in bursts that wait together, so their latencies say less than as many independent ones would. */
export const latencyDispersion = 8;
/** The relative width of a bin of the sketch. */
const sketchError = 0.01;
/** With fewer requests beyond a quantile, single requests decide where it lies. */
const leastBeyond = 10;

/**
 * The change of a quantile. The number of requests below a quantile is binomial, which gives the ranks between which it
 * lies (the order statistics' interval: W. J. Conover, Practical Nonparametric Statistics, 3.2).
 */
export function quantileChange(before: LatencyMix, after: LatencyMix, q: number): Estimate | undefined {
  const [b, a] = [logQuantile(before, q), logQuantile(after, q)];
  if (b === undefined || a === undefined) return undefined;
  return {
    shift: a.value - b.value,
    variance: a.variance + b.variance,
    weight: Math.min(requestsOf(before), requestsOf(after)),
  };
}

function logQuantile(mix: LatencyMix, q: number) {
  if (mix.length === 0) return undefined;
  const sketch = sketchOf(mix);
  // The effective number of requests: that many of one route would be as precise.
  const count = 1 / sumOf(mix, ({ share, latency }) => share ** 2 / latencyCount(latency));
  if (!(count * (1 - q) >= leastBeyond && count * q >= leastBeyond)) return undefined;
  const middle = quantileMicros(sketch, q);
  const below = sharesBelow(mix, middle);
  // If the few requests of a rare route decide, the mix is less precise than its size says.
  const variance = Math.max(
    (q * (1 - q)) / count,
    sumOf(mix, ({ share, latency }, i) => {
      const p = below[i] as number;
      return (share ** 2 * p * (1 - p)) / latencyCount(latency);
    }),
  );
  // One standard deviation on either side: for a high quantile, two would reach the slowest request.
  const halfWidth = Math.sqrt(latencyDispersion * variance);
  const low = Math.log(quantileMicros(sketch, Math.max(0, q - halfWidth)));
  const high = Math.log(quantileMicros(sketch, Math.min(1, q + halfWidth)));
  const error = (high - low) / 2;
  return { value: Math.log(middle), variance: error ** 2 + sketchError ** 2 };
}

/** The change of the mean latency. */
export function meanChange(before: LatencyMix, after: LatencyMix): Estimate | undefined {
  const [b, a] = [meanOf(before), meanOf(after)];
  const requests = Math.min(requestsOf(before), requestsOf(after));
  if (requests < leastBeyond) return undefined;
  return {
    shift: Math.log(a.mean / b.mean),
    variance: latencyDispersion * (b.variance / b.mean ** 2 + a.variance / a.mean ** 2),
    weight: requests,
  };
}

/** The mean latency of a mix, and its variance if requests were independent; both 0 without requests. */
export function meanOf(mix: LatencyMix): { readonly mean: number; readonly variance: number } {
  const spreads = mix.map(({ latency }) => spreadOfMean(latency));
  return {
    mean: sumOf(mix, ({ share }, i) => share * (spreads[i] as Spread).mean),
    variance: sumOf(mix, ({ share }, i) => {
      const { count, deviation } = spreads[i] as Spread;
      return count === 0 ? 0 : (share * deviation) ** 2 / count;
    }),
  };
}

type Spread = ReturnType<typeof spreadOfMean>;

function sumOf(mix: LatencyMix, amount: (part: LatencyMix[number], i: number) => number): number {
  return mix.reduce((sum, part, i) => sum + amount(part, i), 0);
}
