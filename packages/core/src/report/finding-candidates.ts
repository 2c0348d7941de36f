import type { Finding, LatencyParts, WaitRow } from '../presentation/model/latency-rows.ts';
import { computesInThread } from '../presentation/wait-phrases.ts';
import { otherSiteName } from '../profile/route-traces.ts';
import type { RouteName } from '../profile/trace.ts';
import type { RouteWindow } from '../profile/window.ts';
import { blameRows } from '../tables/blame-rows.ts';
import { latencyParts } from '../tables/latency-parts.ts';
import { type SiteNames, siteKey } from '../tables/site-names.ts';
import { siteRows } from '../tables/wait-rows.ts';
import {
  ifDoneOnce,
  ifNotQueuedBehind,
  ifThreadsWereFree,
  ifThreadWorkTook,
  ifWaitTook,
  ifWorkTook,
  together,
} from './savings.ts';
import type { Savings } from './what-if.ts';

/** Something that may be worth a finding. */
export interface Candidate {
  readonly kind: Finding['kind'];
  /** Whose latency it is about. */
  readonly route: RouteWindow;
  readonly target: string;
  /** Of the route's latency, 0 to 1; and how long that is, per request. */
  readonly share: number;
  readonly micros: number;
  /** Of time before Node: the longest that it can have been. */
  readonly mostMicros?: number;
  readonly wait?: WaitRow;
  /** Whose work it is. */
  readonly worker?: RouteName;
  /** How many other routes are delayed by it. */
  readonly others: number;
  /** Of several for the same cause, one is enough. */
  readonly cause: string;
  /** What a change would save, for each route that it makes faster. */
  readonly effects: readonly { readonly route: RouteWindow; readonly savings: Savings }[];
}

/** Less is a detail of the route. */
const leastShare = 0.05;
/** Few requests meet a long block, and wait for it all the longer. */
const leastQueuedShare = 0.01;
/** Most routes compute a little: it matters where it is much of their latency. */
const leastWorkShare = 0.25;
/** A thread that uses less of its time than this is blocked, rather than short of a core. */
const mostBlockedCpu = 0.5;

/** What the route waits for, place by place. */
export function waitCandidates(route: RouteWindow, names: SiteNames): Candidate[] {
  const { totalMicros } = latencyParts(route.traces);
  return siteRows(route, names).flatMap(({ site, row }): Candidate[] => {
    const kind = row.pattern || 'wait';
    const micros = kind === 'threadpool' ? row.threadMicros : row.micros;
    const share = shareOf(micros, totalMicros);
    if (share < leastShare || (row.name === otherSiteName && row.file === '')) return [];
    const savings = savingsOf(kind, row.kind, siteKey(site, site.frame));
    return [
      {
        ...{ kind, route, share, micros, wait: row, others: 0, cause: row.id },
        target: row.target,
        effects: [{ route, savings }],
      },
    ];
  });
}

function savingsOf(kind: Finding['kind'], waitKind: WaitRow['kind'], site: string): Savings {
  if (kind === 'n+1') return ifDoneOnce(site);
  if (kind === 'threadpool' && !computesInThread({ kind: waitKind })) return ifThreadsWereFree(site);
  // Whoever computes for half as long lets the next one have the thread earlier, too.
  if (computesInThread({ kind: waitKind })) return ifThreadWorkTook(0.5, site);
  return ifWaitTook(kind === 'wait' ? 0.5 : 0, site);
}

/** The route's own work on the loop, computing or blocked. */
export function workCandidates(route: RouteWindow, routes: readonly RouteWindow[]): Candidate[] {
  const parts = latencyParts(route.traces);
  const share = shareOf(parts.cpuMicros, parts.totalMicros);
  if (share < leastWorkShare) return [];
  const blocked = blockedShare(parts);
  const freed = blocked > 0 ? blocked : 0.5;
  const effects = delayedBy(route, routes).map((other) => ({
    route: other,
    savings: ifNotQueuedBehind(route, freed),
  }));
  const own =
    blocked > 0
      ? ifNotQueuedBehind(route, freed)
      : together(ifWorkTook(0.5), ifNotQueuedBehind(route, freed));
  return [
    {
      kind: blocked > 0 ? 'sync' : 'cpu',
      ...{ route, share, target: '', worker: route },
      micros: blocked > 0 ? Math.round(parts.cpuMicros * blocked) : parts.cpuMicros,
      others: effects.length,
      cause: `loop ${route.method} ${route.route}`,
      effects: [{ route, savings: own }, ...effects],
    },
  ];
}

/** Requests of the route that are queued behind others. */
export function queueCandidates(route: RouteWindow, routes: readonly RouteWindow[]): Candidate[] {
  const { totalMicros } = latencyParts(route.traces);
  return blameRows(route).flatMap(({ byMethod, byRoute, micros }): Candidate[] => {
    const share = shareOf(micros, totalMicros);
    if (share < leastQueuedShare) return [];
    const by = { method: byMethod, route: byRoute };
    const others = delayedBy(by, routes).filter((other) => !isSame(other, route));
    return [
      {
        kind: 'queued',
        ...{ route, share, micros, worker: by, others: others.length },
        target: byMethod === '' ? byRoute : `${byMethod} ${byRoute}`,
        cause: `loop ${byMethod} ${byRoute}`,
        effects: [route, ...others].map((delayed) => ({ route: delayed, savings: ifNotQueuedBehind(by) })),
      },
    ];
  });
}

/** How much of its own work a route is blocked; 0 if it computes. */
function blockedShare({ cpuMicros, onCpuMicros }: LatencyParts): number {
  const share = shareOf(cpuMicros - onCpuMicros, cpuMicros);
  return share > 1 - mostBlockedCpu ? share : 0;
}

/** The routes, others than itself, that were queued behind it. */
function delayedBy(by: RouteName, routes: readonly RouteWindow[]): RouteWindow[] {
  return routes.filter(
    (route) => !isSame(route, by) && route.traces?.blame.some((one) => isSame(one, by) && one.micros > 0),
  );
}

function isSame(a: RouteName, b: RouteName): boolean {
  return a.method === b.method && a.route === b.route;
}

function shareOf(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
