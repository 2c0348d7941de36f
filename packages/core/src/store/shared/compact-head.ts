import type { FileHead } from '../../pprof/file-head.ts';
import type { LatencySketch } from '../../profile/latency.ts';
import type { Source } from '../../profile/window.ts';

/** A process with thousands of windows is one object. */
export type KnownSources = Map<string, Source>;

/** The same head in a third of the memory: thousands are kept, and few are looked at often. */
export function compactHead(head: FileHead, known: KnownSources): FileHead {
  return {
    ...head,
    sources: head.sources.map((source) => {
      const key = JSON.stringify(source);
      const same = known.get(key);
      if (same === undefined) known.set(key, source);
      return same ?? source;
    }),
    latency: new PackedLatency(head.latency),
  };
}

/** Bins are dense and most counts are small, so both fit into a few bytes each. */
class PackedLatency implements LatencySketch {
  readonly sumMicros: number;
  readonly maxMicros: number;
  readonly #packed: Uint8Array;

  constructor({ bin, count, sumMicros, maxMicros }: LatencySketch) {
    this.sumMicros = sumMicros;
    this.maxMicros = maxMicros;
    const bytes: number[] = [];
    let last = 0;
    for (let i = 0; i < bin.length; i++) {
      const at = bin[i] as number;
      pushVarint(bytes, at - last);
      pushVarint(bytes, count[i] as number);
      last = at;
    }
    this.#packed = Uint8Array.from(bytes);
  }

  get bin(): Int32Array {
    let last = 0;
    return Int32Array.from(this.#values(0), (step) => (last += step));
  }

  get count(): Float64Array {
    return Float64Array.from(this.#values(1));
  }

  /** Every second number, from this one on. */
  #values(first: 0 | 1): number[] {
    const values: number[] = [];
    let value = 0;
    let factor = 1;
    let place = 0;
    for (const byte of this.#packed) {
      value += (byte & 0x7f) * factor;
      factor *= 128;
      if (byte >= 0x80) continue;
      if (place === first) values.push(value);
      place = 1 - place;
      value = 0;
      factor = 1;
    }
    return values;
  }
}

/** Counts may be larger than what shifts can take. */
function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
}
