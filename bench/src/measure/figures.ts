import { createRandom } from '../../../apps/shop/src/random.ts';
import { figuresOf, ratiosOf, slicesOf } from '../rounds.ts';
import { type Estimate, estimate, median } from '../statistics.ts';
import { busyShareOf } from './half-load.ts';
import { cpuMicrosOf, rateOf, type Slice } from './slice.ts';
import type { Start } from './start.ts';

/** A variant's figures over all starts. */
export interface Figures {
  readonly variant: string;
  /** The median. */
  readonly cpuMicros: number;
  readonly cpuRatio: Estimate;
  /**
   * All CPU for a request over all that plain took. It has what happens in few slices, such as a drain or a large
   * collection of garbage, which a median does not; it is noisier for that.
   */
  readonly sumRatio: number;
  /** Requests a second that one core gives. */
  readonly perSecond: number;
  /** Resident memory after all of them. */
  readonly mebibytes: number;
  /** CPU outside its slices, as a share of a core. */
  readonly shareBetween: number;
  /** Absent where latency was not measured. */
  readonly p99Millis: number | undefined;
  readonly p99Ratio: Estimate | undefined;
  /** How much of the time it was busy meanwhile. */
  readonly busyShare: number | undefined;
}

/** The first variant is the base of all ratios. */
export function figuresOfCell(starts: readonly Start[], variants: readonly string[]): Figures[] {
  const [base = ''] = variants;
  const allOf = (variant: string): number => cpuMicrosOf(starts.flatMap(({ cpu }) => slicesOf(cpu, variant)));
  return variants.map((variant) => {
    const ratios = (
      rounds: (start: Start) => Start['cpu'],
      figure: (slices: readonly Slice[]) => number,
    ): readonly (readonly number[])[] =>
      starts.map((start) => ratiosOf(rounds(start), variant, base, figure));
    const latencies = starts.flatMap(({ latency }) => figuresOf(latency, variant, p99Of));
    return {
      variant,
      cpuMicros: median(starts.flatMap(({ cpu }) => figuresOf(cpu, variant, cpuMicrosOf))),
      // A seed of its own, so that no figure depends on which others there are.
      cpuRatio: estimate(
        ratios(({ cpu }) => cpu, cpuMicrosOf),
        createRandom(1),
      ),
      sumRatio: allOf(variant) / allOf(base),
      perSecond: median(starts.flatMap(({ cpu }) => figuresOf(cpu, variant, rateOf))),
      mebibytes: median(starts.map((start) => start.mebibytes.get(variant) ?? Number.NaN)),
      shareBetween: median(starts.map(({ shareBetween }) => shareBetween.get(variant) ?? Number.NaN)),
      p99Millis: latencies.length === 0 ? undefined : median(latencies),
      p99Ratio:
        latencies.length === 0
          ? undefined
          : estimate(
              ratios(({ latency }) => latency, p99Of),
              createRandom(1),
            ),
      busyShare:
        latencies.length === 0
          ? undefined
          : median(starts.flatMap(({ latency }) => slicesOf(latency, variant).map(busyShareOf))),
    };
  });
}

/** The base has more than one slice in a round. */
function p99Of(slices: readonly Slice[]): number {
  return median(slices.map(({ p99Millis }) => p99Millis));
}
