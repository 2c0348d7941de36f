import { binOf, clampMicros, firstBin, lastBin, middleOfBin } from './latency-bins.ts';

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

/**
 * A sketch that is being filled. It keeps only bins that are not empty: a process may have thousands of open rows, most
 * of them with few bins. A row with many gets an array of all bins, which is faster.
 */
export class LatencyBuilder {
  #few: Map<number, number> | undefined = new Map();
  #all: Float64Array | undefined;
  #sumMicros = 0;
  #maxMicros = 0;

  add(latencyMicros: number): void {
    const micros = clampMicros(latencyMicros);
    this.#increase(binOf(micros), 1);
    this.#sumMicros += micros;
    if (micros > this.#maxMicros) this.#maxMicros = micros;
  }

  merge({ bin, count, sumMicros, maxMicros }: LatencySketch): void {
    for (let i = 0; i < bin.length; i++) this.#increase(bin[i] as number, count[i] as number);
    this.#sumMicros += sumMicros;
    this.#maxMicros = Math.max(this.#maxMicros, maxMicros);
  }

  finish(): LatencySketch {
    const bins = this.#few ? binsOfFew(this.#few) : binsOfAll(this.#all as Float64Array);
    return { ...bins, sumMicros: this.#sumMicros, maxMicros: this.#maxMicros };
  }

  #increase(bin: number, by: number): void {
    const all = this.#all;
    if (all !== undefined) {
      all[bin - firstBin] = (all[bin - firstBin] as number) + by;
      return;
    }
    const few = this.#few as Map<number, number>;
    few.set(bin, (few.get(bin) ?? 0) + by);
    if (few.size > fewBins) this.#spread(few);
  }

  #spread(few: ReadonlyMap<number, number>): void {
    const all = new Float64Array(lastBin - firstBin + 1);
    for (const [bin, count] of few) all[bin - firstBin] = count;
    this.#all = all;
    this.#few = undefined;
  }
}

/** With more than these, an array of all 1,102 bins takes no more than twice the memory of the map. */
const fewBins = 128;

type Bins = Pick<LatencySketch, 'bin' | 'count'>;

function binsOfFew(few: ReadonlyMap<number, number>): Bins {
  const bin = Int32Array.from(few.keys()).sort();
  return { bin, count: Float64Array.from(bin, (at) => few.get(at) as number) };
}

function binsOfAll(all: Float64Array): Bins {
  const places: number[] = [];
  // A plain loop: this runs for every route whenever a window closes.
  for (let i = 0; i < all.length; i++) if (all[i] !== 0) places.push(i);
  return {
    bin: Int32Array.from(places, (i) => i + firstBin),
    count: Float64Array.from(places, (i) => all[i] as number),
  };
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
    if (below > rank) return Math.min(middleOfBin(sketch.bin[i] as number), sketch.maxMicros);
  }
  return 0;
}

/** Sketches added up. */
export function mergeLatencies(sketches: readonly LatencySketch[]): LatencySketch {
  const builder = new LatencyBuilder();
  for (const sketch of sketches) builder.merge(sketch);
  return builder.finish();
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
