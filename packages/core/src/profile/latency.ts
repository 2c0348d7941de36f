import { BinCounts } from './bin-counts.ts';
import type { Held } from './held.ts';
import { binOf, clampMicros, lastBin, middleOfBin } from './latency-bins.ts';

/**
 * Latencies as a DDSketch: counts in bins that grow by a fixed ratio, so that every quantile is within 1 % of the
 * truth and merging two sketches is adding their counts.
 */
export interface LatencySketch {
  /** Bins that are not empty, ascending. */
  readonly bin: Int32Array;
  readonly count: Float64Array;
  /** Whole microseconds. */
  readonly sumMicros: number;
  readonly maxMicros: number;
}

/** A sketch as it may come from a file, where its columns are plain lists. */
export interface LatencySums {
  readonly bin: ArrayLike<number>;
  readonly count: ArrayLike<number>;
  readonly sumMicros: number;
  readonly maxMicros: number;
}

/** How many latencies there are of which length, and not their sum. */
export type LatencyCounts = Omit<LatencySketch, 'sumMicros'>;

const noLatencies: LatencySketch = {
  bin: new Int32Array(0),
  count: new Float64Array(0),
  sumMicros: 0,
  maxMicros: 0,
};

/** A sketch that is being filled. */
export class LatencyBuilder {
  readonly #held: Held;
  #counts: BinCounts | undefined;
  #sumMicros = 0;
  #maxMicros = 0;

  constructor(held: Held = { bytes: 0 }) {
    this.#held = held;
  }

  add(latencyMicros: number): void {
    const micros = clampMicros(latencyMicros);
    this.#counts ??= new BinCounts(this.#held);
    this.#counts.add(binOf(micros), 1);
    this.#sumMicros += micros;
    if (micros > this.#maxMicros) this.#maxMicros = micros;
  }

  merge({ bin, count, sumMicros, maxMicros }: LatencySums): void {
    if (bin.length === 0) return;
    this.#counts ??= new BinCounts(this.#held);
    for (let i = 0; i < bin.length; i++) this.#counts.add(bin[i] as number, count[i] as number);
    this.#sumMicros += sumMicros;
    this.#maxMicros = Math.max(this.#maxMicros, maxMicros);
  }

  finish(): LatencySketch {
    // Rows without requests share one: there may be many.
    if (this.#counts === undefined) return noLatencies;
    return { ...this.#counts.sorted(), sumMicros: this.#sumMicros, maxMicros: this.#maxMicros };
  }
}

/** How many latencies are in the sketch. */
export function latencyCount({ count }: LatencyCounts): number {
  return count.reduce((sum, n) => sum + n, 0);
}

/** The latency below which the share `q` (0 to 1) of requests lie, within 1 %; 0 when there were none. */
export function quantileMicros(sketch: LatencyCounts, q: number): number {
  const rank = q * (latencyCount(sketch) - 1);
  let below = 0;
  for (let i = 0; i < sketch.bin.length; i++) {
    below += sketch.count[i] as number;
    if (below > rank) return Math.min(middleOfBin(sketch.bin[i] as number), sketch.maxMicros);
  }
  return 0;
}

/** Zero between calls: thousands of sketches are merged for a report, each with its garbage. */
let binSums: Float64Array | undefined;

/** Sketches added up. */
export function mergeLatencies(sketches: readonly LatencySums[]): LatencySketch {
  binSums ??= new Float64Array(lastBin + 1);
  let sumMicros = 0;
  let maxMicros = 0;
  let from = lastBin;
  let to = -1;
  for (const sketch of sketches) {
    const { bin, count } = sketch;
    if (bin.length === 0) continue;
    for (let i = 0; i < bin.length; i++) {
      const at = bin[i] as number;
      binSums[at] = (binSums[at] as number) + (count[i] as number);
      // Of each bin: what was left in the shared array would be in the next sum.
      if (at < from) from = at;
      if (at > to) to = at;
    }
    sumMicros += sketch.sumMicros;
    maxMicros = Math.max(maxMicros, sketch.maxMicros);
  }
  if (to < 0) return noLatencies;
  return { ...takeBins(binSums, from, to), sumMicros, maxMicros };
}

/** The bins that are not empty, and makes them empty. */
function takeBins(sums: Float64Array, from: number, to: number): Pick<LatencySketch, 'bin' | 'count'> {
  let filled = 0;
  for (let bin = from; bin <= to; bin++) if (sums[bin] !== 0) filled++;
  const bins = { bin: new Int32Array(filled), count: new Float64Array(filled) };
  let at = 0;
  for (let bin = from; bin <= to; bin++) {
    if (sums[bin] === 0) continue;
    bins.bin[at] = bin;
    bins.count[at++] = sums[bin] as number;
    sums[bin] = 0;
  }
  return bins;
}

/** Mean and standard deviation of the latencies, in microseconds; the deviation within the sketch's accuracy. */
export function spreadOfMean(sketch: LatencySketch): {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
} {
  const count = latencyCount(sketch);
  if (count === 0) return { count, mean: 0, deviation: 0 };
  const mean = sketch.sumMicros / count;
  const squares = sketch.bin.reduce(
    (sum, bin, i) => sum + (sketch.count[i] as number) * (middleOfBin(bin) - mean) ** 2,
    0,
  );
  return { count, mean, deviation: Math.sqrt(squares / count) };
}
