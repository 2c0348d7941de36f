import { clampMicros } from './latency-bins.ts';

/**
 * Traces are sorted into bins that grow by 2^(1/4), about a fifth: four for each doubling. That is coarser than a latency
 * sketch, because each bin has a sum of every part, and because a route has tens of traces in a window, not thousands. It
 * is enough to tell the slowest twentieth from the rest. Files keep bin numbers, so this arithmetic must not change.
 */
const binsPerDoubling = 4;

/** The bin of a traced latency. */
export function traceBinOf(totalMicros: number): number {
  return Math.ceil(Math.log2(clampMicros(totalMicros)) * binsPerDoubling);
}

/** A bin holds the latencies above `lowerMicros` and up to `upperMicros`. */
export function boundsOfTraceBin(bin: number): {
  readonly lowerMicros: number;
  readonly upperMicros: number;
} {
  return { lowerMicros: 2 ** ((bin - 1) / binsPerDoubling), upperMicros: 2 ** (bin / binsPerDoubling) };
}

/** Bins are numbered from 0, which holds 1 µs; the last holds an hour. */
export const lastTraceBin: number = traceBinOf(Number.POSITIVE_INFINITY);
