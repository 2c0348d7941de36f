import { mapSteps } from '../in-turns.ts';
import type { FrameRow } from '../presentation/model/frame-row.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import { routeKey } from '../profile/route-key.ts';
import type { RouteName } from '../profile/trace.ts';
import { backgroundName, type Window } from '../profile/window.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { isNamed } from '../selection/chosen-work.ts';
import { fileOriginOf } from '../source-code/origin.ts';
import { blameRows } from '../tables/blame-rows.ts';
import { busiestFunction } from '../tables/busiest-function.ts';
import { describeFrame } from '../tables/frame-row.ts';
import type { FrameNames } from '../tables/function-table.ts';
import type { SiteNames } from '../tables/site-names.ts';
import { slowRequest } from '../tables/slow-requests.ts';
import { waitRows } from '../tables/wait-rows.ts';
import { findingsOf } from './findings.ts';

type LatencyReport = Pick<ReportModel, 'waits' | 'blame' | 'slowest' | 'findings'>;

export interface LatencyQuestion {
  readonly window: Window;
  /** The route that the report is about, as `ReportQuery.route`. */
  readonly route: string;
  /** Rows of each list. */
  readonly limit: number;
  readonly names: SiteNames & FrameNames;
}

/**
 * What the latencies of the chosen routes are made of, those first that take most time of all requests together.
 * Yields now and then.
 */
export function* latencyReport({
  window,
  route,
  limit,
  names,
}: LatencyQuestion): Generator<void, LatencyReport> {
  const { routes } = window;
  const requestsOf = new Map(routes.map((row) => [routeKey(row), row.requests]));
  const byTime = (a: TimedRow, b: TimedRow): number => timeOf(b) - timeOf(a);
  const timeOf = (row: TimedRow): number =>
    (row.micros + (row.beforeNodeMicros ?? 0)) * (requestsOf.get(routeKey(row)) ?? 0);
  const isChosen = (row: RouteName): boolean => route === '' || isNamed(row, route);
  const chosen = routes.filter(isChosen);
  const waits = yield* mapSteps(chosen, (row) => waitRows(row, names));
  const blame = yield* mapSteps(routes, blameRows);
  const slowest = chosen
    .flatMap(({ traces }) => traces?.slowest ?? [])
    .sort((a, b) => b.totalMicros - a.totalMicros || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
  yield;
  return {
    waits: waits.flat().sort(byTime).slice(0, limit),
    // Of a route, also the requests of others that it delayed.
    blame: blame
      .flat()
      .filter((row) => isChosen(row) || isChosen({ method: row.byMethod, route: row.byRoute }))
      .sort(byTime)
      .slice(0, limit),
    slowest: yield* mapSteps(slowest, (trace) => slowRequest(trace, names)),
    findings: yield* findingsOf({
      ...{ routes, isChosen, names },
      busiestOf: (worker) => busiestOf(worker, window, names),
    }),
  };
}

interface TimedRow extends RouteName {
  readonly micros: number;
  readonly beforeNodeMicros?: number;
}

/** Less of the time says nothing about the rest. */
const leastBusyShare = 0.2;

/** Where the app spends most of what a route, or the background, does. */
function busiestOf(worker: RouteName, { routes, runtime }: Window, names: FrameNames): FrameRow | undefined {
  const { positions, appFolder, full } = names;
  const tree =
    worker.route === backgroundName
      ? runtime.background
      : routes.find((row) => routeKey(row) === routeKey(worker))?.tree;
  const isApp = (frame: number): boolean =>
    fileOriginOf(positions[frame] as Frame, appFolder).origin === 'app';
  const busiest = tree && busiestFunction(tree, isApp);
  if (busiest === undefined || busiest.share < leastBusyShare) return undefined;
  return describeFrame(positions[busiest.frame] as Frame, appFolder, full);
}
