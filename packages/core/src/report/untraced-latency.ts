import { type LatencySketch, latencyCount } from '../profile/latency.ts';
import { middleOfBin } from '../profile/latency-bins.ts';
import { boundsOfTraceBin } from '../profile/trace-bins.ts';
import type { RouteWindow } from '../profile/window.ts';

/** With fewer, chance would tell more of their quantiles than tracing does. */
const enoughRequests = 50;

/**
 * Latencies of the requests of a route that were not traced; of all where these are few. Tracing slows a request by more than
 * the calls of its hooks, which are taken out. Where a third of the requests is traced, p95 is theirs, and a change would save
 * the others less than that.
 */
export function untracedLatency({ latency, traces }: Pick<RouteWindow, 'latency' | 'traces'>): LatencySketch {
  if (traces === undefined || traces.traced === 0) return latency;
  const micros = Array.from(latency.bin, middleOfBin);
  const left = Array.from(latency.count);
  for (const { bin, traced } of traces.bins) {
    const { lowerMicros, upperMicros } = boundsOfTraceBin(bin);
    const within = [...left.keys()].filter((i) => isBetween(micros[i] as number, lowerMicros, upperMicros));
    const requests = within.reduce((sum, i) => sum + (left[i] as number), 0);
    // Bins of traces are coarser: each holds those of several latencies.
    const share = requests === 0 ? 1 : Math.max(0, 1 - traced / requests);
    for (const i of within) left[i] = (left[i] as number) * share;
  }
  const others = { ...latency, count: Float64Array.from(left) };
  return latencyCount(others) < enoughRequests ? latency : others;
}

function isBetween(micros: number, above: number, upTo: number): boolean {
  return micros > above && micros <= upTo;
}
