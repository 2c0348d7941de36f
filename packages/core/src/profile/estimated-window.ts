import { createRounding } from '../sample/weigh.ts';
import { type CallTree, orEmpty, weightOf, workColumns, workTree } from './call-tree.ts';
import { allFollowed, type Estimate, estimateOf } from './following.ts';
import { routeKey } from './route-key.ts';
import type { RouteWindow, Window } from './window.ts';

/**
 * The window with routes as if all of their requests had been followed: what was measured is scaled to the estimate. What
 * was sampled of requests that were not followed is still in the background, so the whole does not add up: it is for
 * looking at routes. The window itself if all requests were followed.
 */
export function estimatedWindow(window: Window): Window {
  return isEntire(window) ? window : { ...window, routes: window.routes.map(estimatedRoute) };
}

/** Whether all requests were followed. */
export function isEntire({ routes }: Window): boolean {
  return routes.every(isWhole);
}

function isWhole({ following }: RouteWindow): boolean {
  return following === undefined || following.notFollowed === 0;
}

/** The CPU time of a request, by `METHOD route`, of routes whose requests were not all followed. */
export function estimatedRequests({ routes }: Window): ReadonlyMap<string, number> {
  return new Map(
    routes
      .filter((row) => !isWhole(row))
      .map((row) => {
        const { cpuMicros } = weightOf(estimatedRoute(row).tree);
        return [routeKey(row), cpuMicros / Math.max(1, row.requests)];
      }),
  );
}

/** A row of `estimatedWindow`. To estimate it again changes nothing. */
export function estimatedRoute(route: RouteWindow): RouteWindow {
  if (isWhole(route)) return route;
  const { gcScale, wallScale, cpuScale, cpuErrorMicros: error } = estimate(route);
  return unscaledRoute(
    {
      ...route,
      gcMicros: Math.round(route.gcMicros * gcScale),
      tree: scaled(route.tree, wallScale, cpuScale),
    },
    Math.round((error / 1e3) ** 2),
  );
}

/** The route with its times as they are, not to be scaled. */
export function unscaledRoute(route: RouteWindow, spreadCpuSquareMillis = 0): RouteWindow {
  const { following, requests } = route;
  if (following === undefined) return route;
  const { notFollowed } = following;
  return { ...route, following: { ...allFollowed(requests), notFollowed, spreadCpuSquareMillis } };
}

function estimate({ following, requests, gcMicros, tree }: RouteWindow): Estimate {
  return estimateOf(following ?? allFollowed(requests), { requests, gcMicros, ...weightOf(tree) });
}

/** The tree with its times scaled. Rounded so that sums stay right, and with its samples as they were. */
function scaled(tree: CallTree, wallScale: number, cpuScale: number): CallTree {
  const { samples, wallMicros, cpuMicros } = workColumns(tree);
  return orEmpty({
    ...workTree(tree, {
      samples,
      wallMicros: scaledColumn(wallMicros, wallScale),
      cpuMicros: scaledColumn(cpuMicros, cpuScale),
    }),
    ...(tree.lines && { lines: tree.lines }),
  });
}

/** Whole numbers, whose sum is right. */
export function scaledColumn(column: Float64Array, scale: number): Float64Array {
  const round = createRounding();
  return column.map((value) => round(value * scale));
}

/** The standard error of a route's CPU time as it is estimated from those of its requests that were followed, in microseconds. */
export function cpuErrorMicros(route: RouteWindow): number {
  const { cpuErrorMicros: error } = estimate(route);
  if (isWhole(route)) return error;
  const followed = followedOf(route);
  // The variance of so few is itself unknown.
  return followed < 2
    ? weightOf(estimatedRoute(route).tree).cpuMicros
    : Math.round(error * Math.sqrt(followed / (followed - 1)));
}

/** Requests that were followed. */
export function followedOf({ requests, following }: RouteWindow): number {
  return requests - (following?.notFollowed ?? 0);
}

/** Whether anything is known of what its requests cost. */
export function isCostKnown(route: RouteWindow): boolean {
  return route.requests === 0 || followedOf(route) > 0;
}
