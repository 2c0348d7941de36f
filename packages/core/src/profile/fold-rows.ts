import { otherRoute } from '../record/route-name.ts';
import { weightOf } from './call-tree.ts';
import type { RouteWindow, Window } from './window.ts';

/** Rows of a single route. Rows with the method `*` gather requests that have no row of their own. */
export function ownRows({ routes }: Window): readonly RouteWindow[] {
  return routes.filter(({ method }) => method !== '*');
}

/** Keeps the heaviest `maxRows` rows and renames the others to `(other)`, so that merging adds them up. */
export function foldRows(window: Window, maxRows: number): Window {
  const light = new Set([...ownRows(window)].sort(isHeavier).slice(maxRows));
  return {
    ...window,
    routes: window.routes.map((row) => (light.has(row) ? { ...row, method: '*', route: otherRoute } : row)),
  };
}

/** By CPU, then by requests, then by name, so that every process keeps the same rows. */
function isHeavier(a: RouteWindow, b: RouteWindow): number {
  return (
    cpuOf(b) - cpuOf(a) ||
    b.requests - a.requests ||
    (`${a.method} ${a.route}` < `${b.method} ${b.route}` ? -1 : 1)
  );
}

/** About: it is only for the order. */
function cpuOf({ tree, following }: RouteWindow): number {
  return weightOf(tree).cpuMicros + (following?.cpuMicros ?? 0);
}
