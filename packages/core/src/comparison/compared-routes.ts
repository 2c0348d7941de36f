import { type CallTree, type DepthFirstTree, weightOf } from '../profile/call-tree.ts';
import { canonicalTree } from '../profile/canonical-tree.ts';
import { isCostKnown } from '../profile/estimated-window.ts';
import type { LatencySketch } from '../profile/latency.ts';
import { routeKey } from '../profile/route-key.ts';
import type { RouteWindow, Window } from '../profile/window.ts';
import { withoutTurns } from '../tables/turn-frames.ts';

/** A route as it was before, after, or both. */
export interface RoutePair {
  readonly method: string;
  readonly route: string;
  readonly base: RouteWindow | undefined;
  readonly head: RouteWindow | undefined;
}

export function pairRoutes(base: Window, head: Window): RoutePair[] {
  const pairs = new Map<string, RoutePair>();
  for (const route of base.routes) {
    pairs.set(routeKey(route), { method: route.method, route: route.route, base: route, head: undefined });
  }
  for (const route of head.routes) {
    pairs.set(routeKey(route), {
      method: route.method,
      route: route.route,
      base: pairs.get(routeKey(route))?.base,
      head: route,
    });
  }
  return [...pairs.values()];
}

/** A route that both profiles have, with trees whose frames are numbered alike. */
export interface CommonRoute {
  readonly method: string;
  readonly route: string;
  /** This route's share of requests in the mix by which both profiles are weighted. */
  readonly share: number;
  readonly base: CommonSide;
  readonly head: CommonSide;
}

export interface CommonSide {
  readonly requests: number;
  readonly errors: number;
  readonly latency: LatencySketch;
  readonly tree: DepthFirstTree;
}

/**
 * The routes with requests in both profiles, some of which were followed. Both sides get the mix of both together, because
 * a change of the mix is what visitors did, not what the code did (direct standardization, as for the ages of populations).
 * Yields between routes.
 */
export function* commonRoutes(
  pairs: readonly RoutePair[],
  ofBase: Int32Array,
  ofHead: Int32Array,
  turns: ReadonlySet<number>,
): Generator<void, CommonRoute[]> {
  const common = pairs.flatMap(({ method, route, base, head }) =>
    base && head && base.requests > 0 && head.requests > 0 && isCostKnown(base) && isCostKnown(head)
      ? [{ method, route, base, head }]
      : [],
  );
  const all = common.reduce((sum, { base, head }) => sum + base.requests + head.requests, 0);
  const routes: CommonRoute[] = [];
  for (const { method, route, base, head } of common) {
    const share = (base.requests + head.requests) / all;
    const before = sideOf(base, ofBase, turns);
    yield;
    const after = sideOf(head, ofHead, turns);
    yield;
    routes.push({ method, route, share, base: before, head: after });
  }
  return routes;
}

function sideOf(route: RouteWindow, numbers: Int32Array, turns: ReadonlySet<number>): CommonSide {
  const { requests, latency, tree } = route;
  return { requests, errors: errorsOf(route), latency, tree: withoutTurns(renumber(tree, numbers), turns) };
}

/** Responses with a status of 500 or more. */
export function errorsOf({ statusClasses }: RouteWindow): number {
  return statusClasses[4] ?? 0;
}

/** A tree under other numbers of its functions. */
export function renumber(
  { parent, frame: given, measures, columns }: CallTree,
  numbers: Int32Array,
): DepthFirstTree {
  return canonicalTree({
    ...{ parent, measures, columns },
    frame: given.map((frame) => (frame < 0 ? -1 : (numbers[frame] as number))),
  });
}

/** A route's amount, per request of the mix. */
export function perRequest(route: CommonRoute, side: 'base' | 'head', amount: number): number {
  return (amount * route.share) / route[side].requests;
}

/** CPU of one profile's requests, per request of the mix, without garbage collection. */
export function cpuPerRequest(routes: readonly CommonRoute[], side: 'base' | 'head'): number {
  return routes.reduce(
    (sum, route) => sum + perRequest(route, side, weightOf(route[side].tree).cpuMicros),
    0,
  );
}
