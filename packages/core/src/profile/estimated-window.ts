import { type CallTree, orEmpty, weightOf, workColumns, workTree } from './call-tree.ts';
import { type Estimate, estimateOf, type RouteFollowing } from './following.ts';
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

/** The same of one route. */
export function estimatedRoute(route: RouteWindow): RouteWindow {
  if (isWhole(route)) return route;
  const { gcScale, wallScale, cpuScale } = estimate(route);
  return {
    ...route,
    gcMicros: Math.round(route.gcMicros * gcScale),
    tree: scaled(route.tree, wallScale, cpuScale),
  };
}

function estimate({ following, requests, gcMicros, tree }: RouteWindow): Estimate {
  return estimateOf(following ?? none, { requests, gcMicros, ...weightOf(tree) });
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

/** The standard error of a route's CPU time as it is estimated from those of its requests that were followed, in microseconds. */
export function cpuErrorMicros(route: RouteWindow): number {
  return estimate(route).cpuErrorMicros;
}

/** Requests that were followed. */
export function followedOf({ requests, following }: RouteWindow): number {
  return requests - (following?.notFollowed ?? 0);
}

/** Of a route whose requests were all followed. */
const none: RouteFollowing = {
  notFollowed: 0,
  weightMilli: 0,
  wallMicros: 0,
  cpuMicros: 0,
  gcMicros: 0,
  spreadMilli: 0,
  spreadCpuMillis: 0,
  spreadCpuSquareMillis: 0,
};
