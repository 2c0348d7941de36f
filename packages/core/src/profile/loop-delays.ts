import { binOf, clampMicros, lastBin } from './latency-bins.ts';

/**
 * How long the event loop was busy from one poll to the next: what becomes ready meanwhile waits for the rest of that time.
 * Turns are sorted into the bins of latencies. Whole numbers, added up when windows are merged.
 */
export interface LoopDelays {
  /** For how long the loop was watched, busy or idle. */
  readonly watchedMicros: number;
  /** The longest turn. */
  readonly maxMicros: number;
  /** Bins that are not empty, ascending; for each, how many turns there were, and how long they were together. */
  readonly bin: Int32Array;
  readonly turns: Float64Array;
  readonly micros: Float64Array;
}

/** A window, as far as this is concerned. */
interface HasLoopDelays {
  readonly loopDelays?: LoopDelays;
}

const noDelays: LoopDelays = {
  watchedMicros: 0,
  maxMicros: 0,
  bin: new Int32Array(0),
  turns: new Float64Array(0),
  micros: new Float64Array(0),
};

/** Adds turns up. */
export class LoopDelaysBuilder {
  readonly #turns = new Float64Array(lastBin + 1);
  readonly #micros = new Float64Array(lastBin + 1);
  #watchedMicros = 0;
  #maxMicros = 0;

  /** So many turns in which the loop was busy for `busyMicros`. `weight` is a whole number. */
  add(busyMicros: number, watchedMicros: number, weight = 1): void {
    this.#watchedMicros += watchedMicros * weight;
    const micros = Math.round(busyMicros);
    if (micros <= 0) return;
    const bin = binOf(clampMicros(micros));
    this.#turns[bin] = (this.#turns[bin] as number) + weight;
    this.#micros[bin] = (this.#micros[bin] as number) + micros * weight;
    if (micros > this.#maxMicros) this.#maxMicros = micros;
  }

  merge({ watchedMicros, maxMicros, bin, turns, micros }: LoopDelays): void {
    this.#watchedMicros += watchedMicros;
    this.#maxMicros = Math.max(this.#maxMicros, maxMicros);
    for (const [i, at] of bin.entries()) {
      this.#turns[at] = (this.#turns[at] as number) + (turns[i] as number);
      this.#micros[at] = (this.#micros[at] as number) + (micros[i] as number);
    }
  }

  finish(): LoopDelays {
    const bin = Int32Array.from([...this.#turns.keys()].filter((at) => this.#turns[at] !== 0));
    return {
      watchedMicros: Math.round(this.#watchedMicros),
      maxMicros: this.#maxMicros,
      bin,
      turns: Float64Array.from(bin, (at) => this.#turns[at] as number),
      micros: Float64Array.from(bin, (at) => this.#micros[at] as number),
    };
  }
}

/** Absent where nothing was watched, so that an empty window adds nothing. */
export function mergeLoopDelays(windows: readonly HasLoopDelays[]): HasLoopDelays {
  const all = windows.flatMap(({ loopDelays }) => loopDelays ?? []);
  const builder = new LoopDelaysBuilder();
  for (const delays of all) builder.merge(delays);
  const loopDelays = builder.finish();
  return loopDelays.watchedMicros === 0 ? {} : { loopDelays };
}

/** The quantiles that reports show. */
export function loopDelayOf({ loopDelays }: HasLoopDelays): {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
} {
  return {
    p50: loopDelayMicros(loopDelays, 0.5),
    p99: loopDelayMicros(loopDelays, 0.99),
    max: loopDelays?.maxMicros ?? 0,
  };
}

/**
 * The delay of an event that becomes ready at a random moment, at most so long with the probability `share`. While the loop
 * waits it is 0. In a turn of d microseconds it is anything from 0 to d, and the moment falls into that turn with a
 * probability in proportion to d. So the probability of a delay longer than t is the sum of d − t over all longer turns,
 * divided by the time that was watched.
 */
export function loopDelayMicros(delays: LoopDelays = noDelays, share: number): number {
  const { watchedMicros, bin, turns, micros } = delays;
  const beyondMicros = (1 - share) * watchedMicros;
  let [count, sum] = [0, 0];
  for (let i = bin.length - 1; i >= 0; i--) {
    count += turns[i] as number;
    sum += micros[i] as number;
    const nextMicros = i === 0 ? 0 : (micros[i - 1] as number) / (turns[i - 1] as number);
    // With turns of these bins alone, up to the next shorter ones.
    if (sum - count * nextMicros >= beyondMicros)
      return Math.max(0, Math.round((sum - beyondMicros) / count));
  }
  return 0;
}
