import type { LatencySketch } from '../profile/latency.ts';
import { middleOfBin } from '../profile/latency-bins.ts';
import type { LoopDelays } from '../profile/loop-delays.ts';

/** A classic histogram. */
export interface Buckets {
  /** The upper ends, and how many values there are up to each. */
  readonly upTo: readonly (readonly [seconds: number, count: number])[];
  readonly count: number;
  readonly sumSeconds: number;
}

/** The upper ends of buckets: those of Prometheus' own client libraries. */
const latencySeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Most moments of a healthy loop are in the first ones; in the first of all, those in which it waits. */
const delaySeconds = [0, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, ...latencySeconds];
const perSecond = 1_000_000;
/** Moments at which the loop's delay is looked at: one in each millisecond that was watched. */
const momentMicros = 1_000;

/** A latency belongs where the middle of its bin lies. */
export function latencyBuckets({ bin, count, sumMicros }: LatencySketch): Buckets {
  let at = 0;
  let below = 0;
  const upTo = latencySeconds.map((seconds): [number, number] => {
    while (at < bin.length && middleOfBin(bin[at] as number) <= seconds * perSecond)
      below += count[at++] as number;
    return [seconds, below];
  });
  while (at < bin.length) below += count[at++] as number;
  return { upTo, count: below, sumSeconds: sumMicros / perSecond };
}

/**
 * How long something would wait for the loop that became ready at moments spread evenly over time. See `loopDelayMicros`:
 * a delay is longer than t at so much of the time as turns are longer than t, in sum.
 */
export function delayBuckets({ watchedMicros, turns, micros }: LoopDelays): Buckets {
  const beyondMicros = (seconds: number): number =>
    turns.reduce((sum, count, i) => {
      const turnMicros = (micros[i] as number) / count;
      return sum + count * Math.max(0, turnMicros - seconds * perSecond);
    }, 0);
  // Within a turn the delay is half of it on average.
  const squares = turns.reduce((sum, count, i) => sum + (micros[i] as number) ** 2 / count, 0);
  return {
    upTo: delaySeconds.map((seconds) => [seconds, (watchedMicros - beyondMicros(seconds)) / momentMicros]),
    count: watchedMicros / momentMicros,
    sumSeconds: squares / 2 / momentMicros / perSecond,
  };
}
