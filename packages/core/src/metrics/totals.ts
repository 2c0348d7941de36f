import { weightOf } from '../profile/call-tree.ts';
import { type LatencySketch, mergeLatencies } from '../profile/latency.ts';
import { type LoopDelays, mergeLoopDelays } from '../profile/loop-delays.ts';
import type { RouteName, WaitKind } from '../profile/trace.ts';
import type { RouteWindow, Window } from '../profile/window.ts';

/** Sums of one route since the start or the last clear: none of them ever becomes smaller. Times in whole microseconds. */
export interface RowTotals extends RouteName {
  /** Responses by first digit of the status: [1xx, 2xx, 3xx, 4xx, 5xx]. */
  readonly statusClasses: readonly number[];
  readonly aborted: number;
  readonly latency: LatencySketch;
  /** An estimate where not all requests were followed. */
  readonly cpuMicros: number;
  /** Estimates from traced requests. */
  readonly queuedMicros: number;
  readonly waitMicros: ReadonlyMap<WaitKind, number>;
}

/** The same of the whole process. */
export interface Totals {
  /** By `METHOD route`, in the order in which they were seen. */
  readonly rows: ReadonlyMap<string, RowTotals>;
  readonly loopDelays?: LoopDelays;
  readonly backgroundCpuMicros: number;
  readonly gcCpuMicros: number;
  readonly profilerCpuMicros: number;
}

export const noTotals: Totals = {
  rows: new Map(),
  backgroundCpuMicros: 0,
  gcCpuMicros: 0,
  profilerCpuMicros: 0,
};

/** Each row takes up to some 30 series of a metrics database. */
export const mostRows = 200;
const otherRow: RouteName = { method: '*', route: '(other)' };

/** The totals with a window more. Routes beyond the first `mostRows` share a row. */
export function plusWindow(totals: Totals, { routes, runtime, loopDelays }: Window): Totals {
  const rows = new Map(totals.rows);
  for (const route of routes) {
    const own = `${route.method} ${route.route}`;
    const name = rows.has(own) || rows.size < mostRows ? route : otherRow;
    const key = `${name.method} ${name.route}`;
    rows.set(key, plusRoute(rows.get(key) ?? emptyRow(name), route));
  }
  const delays = [totals.loopDelays, loopDelays].map((each) =>
    each === undefined ? {} : { loopDelays: each },
  );
  return {
    rows,
    ...mergeLoopDelays(delays),
    backgroundCpuMicros: totals.backgroundCpuMicros + weightOf(runtime.background).cpuMicros,
    gcCpuMicros: totals.gcCpuMicros + runtime.gcCpuMicros,
    profilerCpuMicros: totals.profilerCpuMicros + weightOf(runtime.profiler).cpuMicros,
  };
}

function emptyRow({ method, route }: RouteName): RowTotals {
  return {
    ...{ method, route },
    statusClasses: [0, 0, 0, 0, 0],
    aborted: 0,
    latency: mergeLatencies([]),
    cpuMicros: 0,
    queuedMicros: 0,
    waitMicros: new Map(),
  };
}

function plusRoute(row: RowTotals, { traces, following, ...route }: RouteWindow): RowTotals {
  const waitMicros = new Map(row.waitMicros);
  for (const { kind, micros } of traces?.sites ?? []) {
    waitMicros.set(kind, (waitMicros.get(kind) ?? 0) + micros);
  }
  return {
    ...row,
    statusClasses: row.statusClasses.map((count, i) => count + (route.statusClasses[i] ?? 0)),
    aborted: row.aborted + route.aborted,
    latency: mergeLatencies([row.latency, route.latency]),
    cpuMicros: row.cpuMicros + weightOf(route.tree).cpuMicros + (following?.cpuMicros ?? 0),
    queuedMicros: (traces?.bins ?? []).reduce((sum, bin) => sum + bin.queuedMicros, row.queuedMicros),
    waitMicros,
  };
}
