import { atOnce } from '../in-turns.ts';
import type { ActivitySlice } from '../presentation/model/history.ts';
import { weightOf } from '../profile/call-tree.ts';
import { type LatencySketch, mergeLatencies, quantileMicros } from '../profile/latency.ts';
import { backgroundName, profilerName, type Window } from '../profile/window.ts';
import { isNamed } from '../selection/chosen-work.ts';

const mostSlices = 60;

/** What happened in windows that are close in time, without their trees. */
export interface TimeSlice {
  /** Epoch microseconds. */
  readonly startMicros: number;
  readonly endMicros: number;
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

/** The CPU time of a request, by `METHOD route`, of routes whose requests were not all followed. */
export type EstimatedRequests = ReadonlyMap<string, number>;

/**
 * Sorts windows into at most 60 slices of time, oldest first. A window is never divided, so slices differ in length
 * and their sums are exact; time in which nothing was measured is in no slice.
 */
export function sliceTime(windows: readonly Window[]): readonly TimeSlice[] {
  return atOnce(sliceSteps([], windows));
}

/** Adds windows to slices. Yields between windows, so that a caller can let the event loop have a turn. */
export function* sliceSteps(
  slices: readonly TimeSlice[],
  windows: readonly Window[],
): Generator<void, readonly TimeSlice[]> {
  const added: TimeSlice[] = [];
  for (const window of windows) {
    if (isMeasured(window)) added.push(sliceOf(window));
    yield;
  }
  return yield* joinSteps([...slices, ...added]);
}

/**
 * Joins slices until there are at most 60, oldest first. It joins those that begin in the same span of the clock, a
 * power of two long, so the result is the same whether all are joined at once or some of them later.
 */
function* joinSteps(slices: readonly TimeSlice[]): Generator<void, readonly TimeSlice[]> {
  const starts = slices.map(({ startMicros }) => startMicros);
  const first = starts.reduce((least, start) => Math.min(least, start), Number.POSITIVE_INFINITY);
  const last = starts.reduce((most, start) => Math.max(most, start), 0);
  let spanMicros = 1;
  while (Math.floor(last / spanMicros) - Math.floor(first / spanMicros) >= mostSlices) spanMicros *= 2;
  const spans = new Map<number, TimeSlice[]>();
  for (const slice of slices) {
    const number = Math.floor(slice.startMicros / spanMicros);
    const span = spans.get(number);
    if (span) span.push(slice);
    else spans.set(number, [slice]);
  }
  const all: TimeSlice[] = [];
  for (const number of [...spans.keys()].sort((a, b) => a - b)) {
    all.push(joined(spans.get(number) ?? []));
    yield;
  }
  return all;
}

function isMeasured({ elapsedMicros, routes, runtime }: Window): boolean {
  return elapsedMicros > 0 || routes.length > 0 || runtime.background.parent.length > 1;
}

function sliceOf({ startMicros, endMicros, routes, runtime }: Window): TimeSlice {
  return {
    startMicros,
    endMicros,
    routes: routes.map(({ method, route, requests, latency, tree }) => ({
      method,
      route,
      requests,
      latency,
      cpuMicros: weightOf(tree).cpuMicros,
    })),
    backgroundCpuMicros: weightOf(runtime.background).cpuMicros,
    profilerCpuMicros: weightOf(runtime.profiler).cpuMicros,
  };
}

function joined(slices: readonly TimeSlice[]): TimeSlice {
  const [only] = slices;
  if (only !== undefined && slices.length === 1) return only;
  const byRoute = new Map<string, RouteActivity[]>();
  for (const activity of slices.flatMap(({ routes }) => routes)) {
    const key = `${activity.method} ${activity.route}`;
    const parts = byRoute.get(key);
    if (parts) parts.push(activity);
    else byRoute.set(key, [activity]);
  }
  return {
    startMicros: Math.min(...slices.map(({ startMicros }) => startMicros)),
    endMicros: Math.max(...slices.map(({ endMicros }) => endMicros)),
    routes: [...byRoute.values()].map((parts) => {
      const [{ method, route }] = parts as [RouteActivity];
      return {
        method,
        route,
        requests: sum(parts.map(({ requests }) => requests)),
        latency: mergeLatencies(parts.map(({ latency }) => latency)),
        cpuMicros: sum(parts.map(({ cpuMicros }) => cpuMicros)),
      };
    }),
    backgroundCpuMicros: sum(slices.map(({ backgroundCpuMicros }) => backgroundCpuMicros)),
    profilerCpuMicros: sum(slices.map(({ profilerCpuMicros }) => profilerCpuMicros)),
  };
}

/** What the chosen route, or the whole app (`''`), did in each slice. */
export function activityOf(
  slices: readonly TimeSlice[],
  name: string,
  estimated: EstimatedRequests = new Map(),
): ActivitySlice[] {
  return slices.map((slice) => {
    const routes = slice.routes.filter((route) => name === '' || isNamed(route, name));
    // Of the whole app, what was sampled of other requests is in the background.
    let cpuMicros = sum(routes.map((route) => (name === '' ? route.cpuMicros : cpuOf(route, estimated))));
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
export function activityByRoute(
  slices: readonly TimeSlice[],
  estimated: EstimatedRequests = new Map(),
): ReadonlyMap<string, readonly number[]> {
  const byRoute = new Map<string, number[]>();
  slices.forEach(({ routes }, slice) => {
    for (const activity of routes) {
      const key = `${activity.method} ${activity.route}`;
      let bySlice = byRoute.get(key);
      if (bySlice === undefined) byRoute.set(key, (bySlice = slices.map(() => 0)));
      bySlice[slice] = (bySlice[slice] as number) + cpuOf(activity, estimated);
    }
  });
  return byRoute;
}

/** Samples may all be of another slice than most of the requests. */
function cpuOf({ method, route, requests, cpuMicros }: RouteActivity, estimated: EstimatedRequests): number {
  const perRequest = estimated.get(`${method} ${route}`);
  return perRequest === undefined ? cpuMicros : Math.round(requests * perRequest);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
