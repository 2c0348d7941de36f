import { DDSketch } from '@datadog/sketches-js';

/**
 * Latencies as a DDSketch: counts in bins that grow by a fixed ratio, so that every quantile is within 1 % of the
 * truth and merging two sketches is adding their counts. (C. Masson, J. Rim, H. Lee: DDSketch, VLDB 2019.) The range is
 * clamped to 1 µs – 1 h, so bins never collapse and any order of merging gives the same bins.
 */
export interface LatencySketch {
  /** Bins that are not empty, ascending. */
  readonly bin: Int32Array;
  readonly count: Float64Array;
  /** Whole microseconds. */
  readonly sumMicros: number;
  readonly maxMicros: number;
}

const relativeAccuracy = 0.01;
const shortestMicros = 1;
const longestMicros = 3_600_000_000;
const { mapping } = new DDSketch({ relativeAccuracy });
const firstBin = mapping.key(shortestMicros);
const binCount = mapping.key(longestMicros) - firstBin + 1;

/** A sketch that is being filled. */
export class LatencyBuilder {
  #counts: Float64Array | undefined;
  #sumMicros = 0;
  #maxMicros = 0;
  #lowest = binCount;
  #highest = -1;

  add(latencyMicros: number): void {
    const micros = Math.min(longestMicros, Math.max(shortestMicros, Math.round(latencyMicros)));
    this.#counts ??= new Float64Array(binCount);
    const bin = mapping.key(micros) - firstBin;
    this.#increase(this.#counts, bin, 1);
    this.#sumMicros += micros;
    if (micros > this.#maxMicros) this.#maxMicros = micros;
  }

  merge({ bin, count, sumMicros, maxMicros }: LatencySketch): void {
    this.#counts ??= new Float64Array(binCount);
    for (let i = 0; i < bin.length; i++) {
      this.#increase(this.#counts, (bin[i] as number) - firstBin, count[i] as number);
    }
    this.#sumMicros += sumMicros;
    this.#maxMicros = Math.max(this.#maxMicros, maxMicros);
  }

  #increase(counts: Float64Array, bin: number, by: number): void {
    counts[bin] = (counts[bin] as number) + by;
    if (bin < this.#lowest) this.#lowest = bin;
    if (bin > this.#highest) this.#highest = bin;
  }

  finish(): LatencySketch {
    const bins: number[] = [];
    // A plain loop between the ends: this runs for every route whenever a window closes.
    for (let bin = this.#lowest; bin <= this.#highest; bin++) if (this.#counts?.[bin]) bins.push(bin);
    return {
      bin: Int32Array.from(bins, (i) => i + firstBin),
      count: Float64Array.from(bins, (i) => this.#counts?.[i] ?? 0),
      sumMicros: this.#sumMicros,
      maxMicros: this.#maxMicros,
    };
  }
}

/** Whether a sketch may have this bin. */
export function isLatencyBin(bin: number): boolean {
  return Number.isInteger(bin) && bin >= firstBin && bin < firstBin + binCount;
}

/** How many latencies are in the sketch. */
export function latencyCount({ count }: LatencySketch): number {
  return count.reduce((sum, n) => sum + n, 0);
}

/** The latency below which the share `q` (0 to 1) of requests lie, within 1 %; 0 when there were none. */
export function quantileMicros(sketch: LatencySketch, q: number): number {
  const rank = q * (latencyCount(sketch) - 1);
  let below = 0;
  for (let i = 0; i < sketch.bin.length; i++) {
    below += sketch.count[i] as number;
    if (below > rank) return Math.min(mapping.value(sketch.bin[i] as number), sketch.maxMicros);
  }
  return 0;
}

/** Sketches added up. */
export function mergeLatencies(sketches: readonly LatencySketch[]): LatencySketch {
  const builder = new LatencyBuilder();
  for (const sketch of sketches) builder.merge(sketch);
  return builder.finish();
}

/** A bin holds the latencies above `lowerMicros` and up to `upperMicros`; neither is a whole number. */
export function boundsOfBin(bin: number): { readonly lowerMicros: number; readonly upperMicros: number } {
  const middle = mapping.value(bin);
  return { lowerMicros: middle / (1 + relativeAccuracy), upperMicros: middle / (1 - relativeAccuracy) };
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
    (sum, bin, i) => sum + (sketch.count[i] as number) * (mapping.value(bin) - mean) ** 2,
    0,
  );
  return { count, mean, deviation: Math.sqrt(squares / count) };
}
