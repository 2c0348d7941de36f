import { type LatencySketch, latencyCount, quantileMicros, spreadOfMean } from '../profile/latency.ts';
import { sampleDispersion } from './sampled.ts';
import type { Estimate, Noise } from './significance.ts';

/** Requests come in crowds that wait together, so their latencies say less than as many independent ones would. */
const latencyDispersion = 8;
/** A bin of the sketch is so wide. */
const sketchError = 0.01;
/** Fewer requests beyond a quantile than this, and it is the tale of a few. */
const leastBeyond = 10;

/** Between runs of the same build on a busy machine; see `bench/README.md`. */
export const cpuNoise: Noise = { leastSpread: 0.025, usualDrift: 0.08 };
export const wallNoise: Noise = { leastSpread: 0.05, usualDrift: 0.3 };
export const latencyNoise: Noise = { leastSpread: 0.08, usualDrift: 0.4 };

/**
 * The change of a quantile. That so many of n requests are below a quantile is binomial, which gives the ranks between
 * which it lies (the order statistics' interval: W. J. Conover, Practical Nonparametric Statistics, 3.2).
 */
export function quantileChange(before: LatencySketch, after: LatencySketch, q: number): Estimate | undefined {
  const [b, a] = [logQuantile(before, q), logQuantile(after, q)];
  if (b === undefined || a === undefined) return undefined;
  return {
    logRatio: a.value - b.value,
    variance: a.variance + b.variance,
    weight: Math.min(latencyCount(before), latencyCount(after)),
  };
}

function logQuantile(sketch: LatencySketch, q: number) {
  const count = latencyCount(sketch);
  if (count * (1 - q) < leastBeyond || count * q < leastBeyond) return undefined;
  const z = 2;
  const halfWidth = z * Math.sqrt((latencyDispersion * q * (1 - q)) / count);
  const low = Math.log(quantileMicros(sketch, Math.max(0, q - halfWidth)));
  const high = Math.log(quantileMicros(sketch, Math.min(1, q + halfWidth)));
  const error = (high - low) / (2 * z);
  return { value: Math.log(quantileMicros(sketch, q)), variance: error ** 2 + sketchError ** 2 };
}

/** The change of the mean latency. */
export function meanChange(before: LatencySketch, after: LatencySketch): Estimate | undefined {
  const [b, a] = [spreadOfMean(before), spreadOfMean(after)];
  if (b.count < leastBeyond || a.count < leastBeyond) return undefined;
  return {
    logRatio: Math.log(a.mean / b.mean),
    variance:
      latencyDispersion * ((b.deviation / b.mean) ** 2 / b.count + (a.deviation / a.mean) ** 2 / a.count),
    weight: Math.min(b.count, a.count),
  };
}

/** The change of a share of requests, such as errors. */
export function shareChange(
  before: { readonly count: number; readonly of: number },
  after: { readonly count: number; readonly of: number },
): Estimate | undefined {
  if (before.count + after.count === 0 || before.of === 0 || after.of === 0) return undefined;
  const [b, a] = [before.count + 0.5, after.count + 0.5];
  return {
    logRatio: Math.log(a / (after.of + 1) / (b / (before.of + 1))),
    variance: sampleDispersion * (1 / b + 1 / a),
    weight: before.of + after.of,
  };
}
