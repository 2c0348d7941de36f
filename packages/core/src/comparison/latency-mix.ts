import { type LatencySketch, latencyCount } from '../profile/latency.ts';
import { boundsOfBin } from '../profile/latency-bins.ts';

/** Latencies of routes, in which each route counts for its share of the requests, however many it had. Shares add up to 1. */
export type LatencyMix = readonly { readonly share: number; readonly latency: LatencySketch }[];

export function requestsOf(mix: LatencyMix): number {
  return mix.reduce((sum, { latency }) => sum + latencyCount(latency), 0);
}

const sketches = new WeakMap<LatencyMix, LatencySketch>();

/** The mix as one sketch of as many requests, whose counts need not be whole. Cached, because each quantile needs it. */
export function sketchOf(mix: LatencyMix): LatencySketch {
  let sketch = sketches.get(mix);
  if (sketch === undefined) sketches.set(mix, (sketch = mixed(mix)));
  return sketch;
}

function mixed(mix: LatencyMix): LatencySketch {
  const [first] = mix;
  if (first !== undefined && mix.length === 1) return first.latency;
  const requests = requestsOf(mix);
  const counts = new Map<number, number>();
  for (const { share, latency } of mix) {
    const each = (share * requests) / latencyCount(latency);
    latency.bin.forEach((bin, i) => {
      counts.set(bin, (counts.get(bin) ?? 0) + each * (latency.count[i] as number));
    });
  }
  const bins = [...counts.keys()].sort((a, b) => a - b);
  return {
    bin: Int32Array.from(bins),
    count: Float64Array.from(bins, (bin) => counts.get(bin) as number),
    sumMicros: 0,
    maxMicros: mix.reduce((most, { latency }) => Math.max(most, latency.maxMicros), 0),
  };
}

/** For each route of the mix, the share of its requests that took no longer. */
export function sharesBelow(mix: LatencyMix, micros: number): number[] {
  return mix.map(({ latency }) => {
    const below = latency.count.filter((_, i) => boundsOfBin(latency.bin[i] as number).lowerMicros < micros);
    return below.reduce((sum, count) => sum + count, 0) / latencyCount(latency);
  });
}
