import type { Scope } from '../sample/scope.ts';
import { epochMicros, type SampleBatch } from '../sample/source.ts';
import type { LoopStretch } from './loop-log.ts';

interface Sample {
  readonly atMicros: number;
  readonly scope: Scope | undefined;
}

/** Of ten seconds at the usual rate. */
const mostSamples = 1_000;

/**
 * Who had the loop when it was sampled last. Where nothing was traced, samples tell who has blocked it for longer than the
 * time between two of them, also in code that goes on after an `await`.
 */
export class LoopSamples {
  readonly #rate: () => number;
  #samples: Sample[] = [];
  #untilMicros = 0;

  /** @param rate Samples per second. */
  constructor(rate: () => number) {
    this.#rate = rate;
  }

  /** All samples until this moment are known. By `performance.now()`, as all times here. */
  get untilMicros(): number {
    return this.#untilMicros;
  }

  add({ timeMicros, scope, toMicros }: Pick<SampleBatch, 'timeMicros' | 'scope' | 'toMicros'>): void {
    const from = Math.max(0, timeMicros.length - mostSamples);
    for (let i = from; i < timeMicros.length; i++) {
      this.#samples.push({ atMicros: (timeMicros[i] as number) - epochMicros, scope: scope[i] });
    }
    if (this.#samples.length > 2 * mostSamples) this.#samples.splice(0, this.#samples.length - mostSamples);
    this.#untilMicros = toMicros - epochMicros;
  }

  /** A sample stands for the time around it, as far as to the middle between it and the next. */
  between(fromMicros: number, toMicros: number): LoopStretch[] {
    const farthest = 1_000_000 / this.#rate();
    const near = this.#samples.filter(
      ({ atMicros }) => atMicros > fromMicros - farthest && atMicros < toMicros + farthest,
    );
    return near.flatMap(({ atMicros, scope }, i) => {
      const before = near[i - 1]?.atMicros ?? Number.NEGATIVE_INFINITY;
      const after = near[i + 1]?.atMicros ?? Number.POSITIVE_INFINITY;
      const from = Math.max(fromMicros, (before + atMicros) / 2, atMicros - farthest);
      const to = Math.min(toMicros, (atMicros + after) / 2, atMicros + farthest);
      return from < to ? [{ fromMicros: from, toMicros: to, scope }] : [];
    });
  }

  clear(): void {
    this.#samples = [];
  }
}
