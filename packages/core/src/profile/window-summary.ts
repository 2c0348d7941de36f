import { weightOf } from './call-tree.ts';
import { type LatencySketch, mergeLatencies } from './latency.ts';
import type { Ledger } from './ledger.ts';
import type { Source, Window } from './window.ts';

/** A window without its call trees: enough for a time line, and to choose windows by. */
export interface WindowSummary {
  /** The same for the same contents, in every process; windows are added up once for each id. */
  readonly id: string;
  readonly sources: readonly Source[];
  /** Epoch microseconds. */
  readonly startMicros: number;
  readonly endMicros: number;
  readonly requests: number;
  readonly cpuMicros: number;
  /** Of all routes. */
  readonly latency: LatencySketch;
  /** See `Window`. */
  readonly ledger?: Ledger;
  readonly lostRequests?: number;
  /** Of a merged window, what each of its sources had, in their order; absent where that is not known. */
  readonly perSource?: readonly SourceShare[];
}

/** What one source of a window had. */
export interface SourceShare {
  readonly requests: number;
  readonly cpuMicros: number;
}

export function requestsOf(routes: readonly { readonly requests: number }[]): number {
  return routes.reduce((sum, { requests }) => sum + requests, 0);
}

/** Sums a window up under this id. */
export function summaryOf(window: Window, id: string): WindowSummary {
  const { sources, startMicros, endMicros, routes, runtime, ledger, lostRequests } = window;
  return {
    id,
    sources,
    startMicros,
    endMicros,
    requests: requestsOf(routes),
    cpuMicros: routes.reduce(
      (sum, { tree }) => sum + weightOf(tree).cpuMicros,
      weightOf(runtime.background).cpuMicros,
    ),
    latency: mergeLatencies(routes.map(({ latency }) => latency)),
    ...(ledger !== undefined && { ledger }),
    ...(lostRequests !== undefined && { lostRequests }),
  };
}
