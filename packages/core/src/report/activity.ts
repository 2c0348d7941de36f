import { weightOf } from '../profile/call-tree.ts';
import { type LatencySketch, mergeLatencies, quantileMicros } from '../profile/latency.ts';
import type { Window } from '../profile/window.ts';
import { backgroundName, isNamed, profilerName } from './chosen-work.ts';
import type { ActivitySlice } from './model.ts';

const mostSlices = 60;

/** What happened in windows that lie near each other in time; their trees are not kept. */
export interface TimeSlice {
  /** Epoch microseconds. */
  readonly startMicros: number;
  readonly endMicros: number;
  /** A route has one for each window that it is in. */
  readonly routes: readonly RouteActivity[];
  readonly backgroundCpuMicros: number;
  readonly profilerCpuMicros: number;
}

interface RouteActivity {
  readonly method: string;
  readonly route: string;
  readonly requests: number;
  readonly latency: LatencySketch;
  readonly cpuMicros: number;
}

/**
 * Sorts windows into at most 60 slices of time, oldest first. A window is never divided, so slices differ in length
 * and their sums are exact; time in which nothing was measured is in no slice.
 */
export function sliceTime(windows: readonly Window[]): readonly TimeSlice[] {
  const measured = windows.filter(
    ({ elapsedMicros, routes, runtime }) =>
      elapsedMicros > 0 || routes.length > 0 || runtime.background.parent.length > 1,
  );
  const from = measured.reduce(
    (least, { startMicros }) => Math.min(least, startMicros),
    Number.POSITIVE_INFINITY,
  );
  const to = measured.reduce((most, { endMicros }) => Math.max(most, endMicros), 0);
  const sliceMicros = Math.max(1, (to - from) / mostSlices);
  const slices = new Map<number, Window[]>();
  for (const window of measured) {
    const number = Math.min(mostSlices - 1, Math.floor((window.startMicros - from) / sliceMicros));
    const slice = slices.get(number);
    if (slice) slice.push(window);
    else slices.set(number, [window]);
  }
  return [...slices.keys()]
    .sort((a, b) => a - b)
    .map((number) => {
      const inSlice = slices.get(number) ?? [];
      return {
        startMicros: Math.min(...inSlice.map(({ startMicros }) => startMicros)),
        endMicros: Math.max(...inSlice.map(({ endMicros }) => endMicros)),
        routes: inSlice.flatMap(({ routes }) =>
          routes.map(({ method, route, requests, latency, tree }) => ({
            method,
            route,
            requests,
            latency,
            cpuMicros: weightOf(tree).cpuMicros,
          })),
        ),
        backgroundCpuMicros: sum(inSlice.map(({ runtime }) => weightOf(runtime.background).cpuMicros)),
        profilerCpuMicros: sum(inSlice.map(({ runtime }) => weightOf(runtime.profiler).cpuMicros)),
      };
    });
}

/** What the chosen route, or the whole app (`''`), did in each slice. */
export function activityOf(slices: readonly TimeSlice[], name: string): ActivitySlice[] {
  return slices.map((slice) => {
    const routes = slice.routes.filter((route) => name === '' || isNamed(route, name));
    let cpuMicros = sum(routes.map((route) => route.cpuMicros));
    if (name === '' || name === backgroundName) cpuMicros += slice.backgroundCpuMicros;
    if (name === profilerName) cpuMicros += slice.profilerCpuMicros;
    return {
      startMicros: slice.startMicros,
      endMicros: slice.endMicros,
      requests: sum(routes.map(({ requests }) => requests)),
      cpuMicros,
      p95Micros: Math.round(quantileMicros(mergeLatencies(routes.map(({ latency }) => latency)), 0.95)),
    };
  });
}

/** CPU microseconds in each slice, for every route, by `METHOD route`. */
export function activityByRoute(slices: readonly TimeSlice[]): ReadonlyMap<string, readonly number[]> {
  const byRoute = new Map<string, number[]>();
  slices.forEach(({ routes }, slice) => {
    for (const { method, route, cpuMicros } of routes) {
      const key = `${method} ${route}`;
      let bySlice = byRoute.get(key);
      if (bySlice === undefined) byRoute.set(key, (bySlice = slices.map(() => 0)));
      bySlice[slice] = (bySlice[slice] as number) + cpuMicros;
    }
  });
  return byRoute;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
