import type { LatencyParts, LatencyShares } from '../presentation/model/latency-rows.ts';
import type { PartsBin, RouteTraces } from '../profile/route-traces.ts';

const noShares: LatencyShares = {
  cpuMicros: 0,
  onCpuMicros: 0,
  gcMicros: 0,
  queuedMicros: 0,
  waitMicros: 0,
  totalMicros: 0,
  tracingMicros: 0,
  beforeNodeMicros: 0,
  beforeNodeMaxMicros: 0,
};

export const noParts: LatencyParts = { traced: 0, cut: 0, beforeNodeTraced: 0, ...noShares, p95: noShares };

/** Where the latency of a route goes: means over its traces, each as often as it stands for requests. */
export function latencyParts(traces: RouteTraces | undefined): LatencyParts {
  if (traces === undefined) return noParts;
  const { traced, cut, bins } = traces;
  const beforeNodeTraced = sumOf(bins, ({ arrivals }) => arrivals);
  return { traced, cut, beforeNodeTraced, ...meanOf(bins), p95: meanOf(slowestBins(bins)) };
}

/** How many requests the traces stand for of which it is known when they came. */
export function requestsOfArrivals(bins: readonly PartsBin[]): number {
  return sumOf(bins, (bin) => bin.arrivalMilli) / 1000;
}

function meanOf(bins: readonly PartsBin[]): LatencyShares {
  const requests = sumOf(bins, (bin) => bin.weightMilli) / 1000;
  if (requests === 0) return noShares;
  const mean = (part: (bin: PartsBin) => number): number => Math.round(sumOf(bins, part) / requests);
  const arrivals = requestsOfArrivals(bins);
  const meanOfArrivals = (part: (bin: PartsBin) => number): number =>
    arrivals === 0 ? 0 : Math.round(sumOf(bins, part) / arrivals);
  const cpuMicros = mean((bin) => bin.cpuMicros);
  const gcMicros = mean((bin) => bin.gcMicros);
  const queuedMicros = mean((bin) => bin.queuedMicros);
  const waitMicros = mean((bin) => bin.waitMicros);
  return {
    cpuMicros,
    onCpuMicros: mean((bin) => bin.onCpuMicros),
    gcMicros,
    queuedMicros,
    waitMicros,
    // Of the rounded parts, so that they add up.
    totalMicros: cpuMicros + gcMicros + queuedMicros + waitMicros,
    tracingMicros: mean((bin) => bin.tracingMicros),
    beforeNodeMicros: meanOfArrivals((bin) => bin.beforeNodeMicros),
    beforeNodeMaxMicros: meanOfArrivals((bin) => bin.beforeNodeMaxMicros),
  };
}

/**
 * The bins from the one that has the 95th percentile. By the traces' own weights: of few traces, none may be as slow as
 * the p95 of all requests.
 */
function slowestBins(bins: readonly PartsBin[]): readonly PartsBin[] {
  const fast = 0.95 * sumOf(bins, (bin) => bin.weightMilli);
  let below = 0;
  const first = bins.findIndex(({ weightMilli }) => (below += weightMilli) > fast);
  return first < 0 ? [] : bins.slice(first);
}

function sumOf(bins: readonly PartsBin[], amount: (bin: PartsBin) => number): number {
  return bins.reduce((sum, bin) => sum + amount(bin), 0);
}
