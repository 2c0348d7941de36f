import { type CallTree, weightOf } from '../profile/call-tree.ts';
import { mergeLatencies, quantileMicros } from '../profile/latency.ts';
import type { Window } from '../profile/window.ts';
import { chooseWork } from './chosen-work.ts';
import type { ActivitySlice } from './model.ts';

const mostSlices = 60;

/** Windows that lie near each other in time. */
export interface TimeSlice {
  /** Epoch microseconds. */
  readonly startMicros: number;
  readonly endMicros: number;
  readonly windows: readonly Window[];
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
        windows: inSlice,
      };
    });
}

/** What the chosen route, or the whole app (`''`), did in each slice. */
export function activityOf(slices: readonly TimeSlice[], name: string): ActivitySlice[] {
  return slices.map(({ startMicros, endMicros, windows }) => {
    const work = windows.map((window) => chooseWork(window, name));
    const routes = work.flatMap((part) => part.routes);
    return {
      startMicros,
      endMicros,
      requests: routes.reduce((sum, { requests }) => sum + requests, 0),
      cpuMicros: work.flatMap(({ trees }) => trees).reduce((sum, tree) => sum + cpuMicrosOf(tree), 0),
      p95Micros: Math.round(quantileMicros(mergeLatencies(routes.map(({ latency }) => latency)), 0.95)),
    };
  });
}

/** CPU microseconds in each slice, for every route, by `METHOD route`. */
export function activityByRoute(slices: readonly TimeSlice[]): ReadonlyMap<string, readonly number[]> {
  const byRoute = new Map<string, number[]>();
  slices.forEach(({ windows }, slice) => {
    for (const { method, route, tree } of windows.flatMap(({ routes }) => routes)) {
      const key = `${method} ${route}`;
      let cpuMicros = byRoute.get(key);
      if (cpuMicros === undefined) byRoute.set(key, (cpuMicros = slices.map(() => 0)));
      cpuMicros[slice] = (cpuMicros[slice] as number) + cpuMicrosOf(tree);
    }
  });
  return byRoute;
}

/** Closed windows stay the same, and every report asks for them again. */
const known = new WeakMap<CallTree, number>();

function cpuMicrosOf(tree: CallTree): number {
  let cpuMicros = known.get(tree);
  if (cpuMicros === undefined) known.set(tree, (cpuMicros = weightOf(tree).cpuMicros));
  return cpuMicros;
}
