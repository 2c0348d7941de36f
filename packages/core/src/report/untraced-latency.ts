import { type LatencyCounts, latencyCount } from '../profile/latency.ts';
import { middleOfBin } from '../profile/latency-bins.ts';
import { boundsOfTraceBin } from '../profile/trace-bins.ts';
import type { RouteWindow } from '../profile/window.ts';

/** With fewer, chance would tell more of their quantiles than tracing does. */
const enoughRequests = 50;
/** Traces that were cut are in no bin. With more of them, the slowest of the others would be these. */
const mostCut = 0.02;

/**
 * Latencies of the requests of a route that were not traced; of all where these are few, or where many traces were cut. Tracing
 * slows a request by more than the calls of its hooks, which are taken out. Where a third of the requests is traced, p95 is
 * theirs, and a change would save the others less than that.
 *
 * Bins of traces are wider than those of latencies, a fifth: how much slower traced requests are is only seen beyond that.
 */
export function untracedLatency({ latency, traces }: Pick<RouteWindow, 'latency' | 'traces'>): LatencyCounts {
  if (traces === undefined || traces.traced === 0) return latency;
  const untraced = latencyCount(latency) - traces.traced;
  if (untraced < enoughRequests || traces.cut > mostCut * untraced) return latency;
  const micros = Array.from(latency.bin, middleOfBin);
  const count = Float64Array.from(latency.count);
  for (const { bin, traced } of traces.bins) {
    const { lowerMicros, upperMicros } = boundsOfTraceBin(bin);
    const isWithin = (i: number): boolean =>
      (micros[i] as number) > lowerMicros && (micros[i] as number) <= upperMicros;
    const within = [...count.keys()].filter(isWithin);
    const left = traced - takeEvenly(count, within, traced);
    if (left > 0) takeNearest(count, micros, left, Math.sqrt(lowerMicros * upperMicros));
  }
  return { bin: latency.bin, count, maxMicros: latency.maxMicros };
}

/** Takes requests from these bins, from each the same share. Gives how many there were to take. */
function takeEvenly(count: Float64Array, bins: readonly number[], requests: number): number {
  const all = bins.reduce((sum, i) => sum + (count[i] as number), 0);
  const taken = Math.min(all, requests);
  for (const i of bins) count[i] = (count[i] as number) * (all === 0 ? 0 : 1 - taken / all);
  return taken;
}

/** A latency at the edge of a bin of traces may be in the bin beside it. */
function takeNearest(
  count: Float64Array,
  micros: readonly number[],
  requests: number,
  atMicros: number,
): void {
  const distance = (i: number): number => Math.abs(Math.log((micros[i] as number) / atMicros));
  let left = requests;
  for (const i of [...count.keys()].sort((a, b) => distance(a) - distance(b))) {
    const taken = Math.min(left, count[i] as number);
    count[i] = (count[i] as number) - taken;
    left -= taken;
    if (left <= 0) return;
  }
}
