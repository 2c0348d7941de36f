import { type CallTree, orEmpty, weightOf, workColumns, workTree } from './call-tree.ts';
import type { RouteWindow, Window } from './window.ts';

/**
 * The window with routes as if all of their requests had been followed: what was measured is scaled to the estimate. What
 * was sampled of requests that were not followed is still in the background, so the whole does not add up: it is for
 * looking at routes. The window itself if all requests were followed.
 */
export function estimatedWindow(window: Window): Window {
  if (window.routes.every(isWhole)) return window;
  return { ...window, routes: window.routes.map(estimatedRoute) };
}

function isWhole({ following }: RouteWindow): boolean {
  return following === undefined || following.wallMicros === 0;
}

function estimatedRoute(route: RouteWindow): RouteWindow {
  const { following, tree } = route;
  if (following === undefined || isWhole(route)) return route;
  const { wallMicros, cpuMicros } = weightOf(tree);
  return {
    ...route,
    gcMicros: route.gcMicros + following.gcMicros,
    tree: scaled(
      tree,
      wallMicros === 0 ? 1 : 1 + following.wallMicros / wallMicros,
      cpuMicros === 0 ? 1 : 1 + following.cpuMicros / cpuMicros,
    ),
  };
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

function scaledColumn(column: Float64Array, scale: number): Float64Array {
  let rest = 0;
  return column.map((value) => {
    const wanted = value * scale + rest;
    const whole = Math.round(wanted);
    rest = wanted - whole;
    return whole;
  });
}

/** The standard error of a route's CPU time, in microseconds; 0 where all requests were followed. */
export function cpuErrorMicros({ following }: RouteWindow): number {
  return following === undefined ? 0 : Math.round(Math.sqrt(following.cpuVarianceSquareMillis) * 1000);
}

/** Requests that were followed. */
export function followedOf({ requests, following }: RouteWindow): number {
  return requests - (following?.notFollowed ?? 0);
}
