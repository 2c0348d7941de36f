import type { LatencyCounts } from '../profile/latency.ts';
import type { Trace } from '../profile/trace.ts';
import { traceWeights } from './trace-weights.ts';

/** How much shorter a change makes one request, in microseconds. */
export type Savings = (trace: Trace) => number;

/** What a change does to the latencies of traced requests, which stand for all. */
export interface WhatIf {
  readonly p50: BeforeAfter;
  readonly p95: BeforeAfter;
  /** Mean saving per request, in microseconds. */
  readonly meanMicros: number;
}

/** In microseconds. */
export interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}

/**
 * Simulates a change on kept traces, each as often as it stands for requests; `latency` is that of all requests. All 0
 * without traces.
 */
export function whatIf(traces: readonly Trace[], latency: LatencyCounts, savings: Savings): WhatIf {
  const weights = traceWeights(traces, latency);
  const requests = traces.map((trace, i): Request => {
    const saved = Math.min(trace.totalMicros, Math.max(0, savings(trace)));
    return { before: trace.totalMicros, after: trace.totalMicros - saved, weight: weights[i] as number };
  });
  const weight = requests.reduce((sum, one) => sum + one.weight, 0);
  const saved = requests.reduce((sum, one) => sum + (one.before - one.after) * one.weight, 0);
  const at = (share: number): BeforeAfter => ({
    before: quantileOf(requests, 'before', share * weight),
    after: quantileOf(requests, 'after', share * weight),
  });
  return { p50: at(0.5), p95: at(0.95), meanMicros: weight === 0 ? 0 : saved / weight };
}

interface Request extends BeforeAfter {
  readonly weight: number;
}

/** The latency of the first request, from the fastest on, with which the weights exceed `rank`. */
function quantileOf(requests: readonly Request[], side: 'before' | 'after', rank: number): number {
  let below = 0;
  const sorted = requests.toSorted((a, b) => a[side] - b[side]);
  return sorted.find(({ weight }) => (below += weight) > rank)?.[side] ?? 0;
}
