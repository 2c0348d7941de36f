import { otherRoute } from '../record/route-name.ts';
import { summableCpuMicros } from './following.ts';
import { routeKey } from './route-key.ts';
import type { RouteWindow, Window } from './window.ts';

/** Rows of a single route. Rows with the method `*` gather requests that have no row of their own. */
export function ownRows({ routes }: Window): readonly RouteWindow[] {
  return routes.filter(({ method }) => method !== '*');
}

/** Keeps the heaviest `maxRows` rows and renames the others to `(other)`, so that merging adds them up. */
export function foldRows(window: Window, maxRows: number): Window {
  const light = new Set(heaviestRows(window).slice(maxRows));
  return foldRowsThat(window, (row) => light.has(row));
}

/** Renames rows to `(other)`, so that merging adds them up. */
export function foldRowsThat(window: Window, isFolded: (row: RouteWindow) => boolean): Window {
  return {
    ...window,
    routes: window.routes.map((row) => (isFolded(row) ? { ...row, method: '*', route: otherRoute } : row)),
  };
}

/** Rows of a single route, the heaviest first. */
export function heaviestRows(window: Window): readonly RouteWindow[] {
  return [...ownRows(window)].sort(isHeavier);
}

/** By CPU, then by requests, then by name, so that every process keeps the same rows. */
function isHeavier(a: RouteWindow, b: RouteWindow): number {
  return (
    summableCpuMicros(b) - summableCpuMicros(a) ||
    b.requests - a.requests ||
    (routeKey(a) < routeKey(b) ? -1 : 1)
  );
}
