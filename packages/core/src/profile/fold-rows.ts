import { otherRoute } from '../record/route-name.ts';
import { weightOf } from './call-tree.ts';
import type { RouteWindow, Window } from './window.ts';

/** Rows of one route. The others, of any method, gather what has no row of its own. */
export function ownRows({ routes }: Window): readonly RouteWindow[] {
  return routes.filter(({ method }) => method !== '*');
}

/** The window with its heaviest `maxRows` rows as they are; merging adds the others up, as they are called `(other)` now. */
export function foldRows(window: Window, maxRows: number): Window {
  const light = new Set([...ownRows(window)].sort(isHeavier).slice(maxRows));
  return {
    ...window,
    routes: window.routes.map((row) => (light.has(row) ? { ...row, method: '*', route: otherRoute } : row)),
  };
}

/** By CPU, then by requests, then by name, so that the same rows stay wherever it is done. */
function isHeavier(a: RouteWindow, b: RouteWindow): number {
  return (
    weightOf(b.tree).cpuMicros - weightOf(a.tree).cpuMicros ||
    b.requests - a.requests ||
    (`${a.method} ${a.route}` < `${b.method} ${b.route}` ? -1 : 1)
  );
}
