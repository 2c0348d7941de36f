import type { ReportModel } from '../presentation/model/report.ts';
import type { RouteName } from '../profile/trace.ts';
import type { RouteWindow } from '../profile/window.ts';
import { isNamed } from '../selection/chosen-work.ts';
import { blameRows } from '../tables/blame-rows.ts';
import type { SiteNames } from '../tables/site-names.ts';
import { slowRequest } from '../tables/slow-requests.ts';
import { waitRows } from '../tables/wait-rows.ts';

type LatencyReport = Pick<ReportModel, 'waits' | 'blame' | 'slowest' | 'findings'>;

export interface LatencyQuestion {
  readonly routes: readonly RouteWindow[];
  /** The route that the report is about, as `ReportQuery.route`. */
  readonly route: string;
  /** Rows of each list. */
  readonly limit: number;
  readonly names: SiteNames;
}

/** What the latencies of the chosen routes are made of, those first that take most time of all requests together. */
export function latencyReport({ routes, route, limit, names }: LatencyQuestion): LatencyReport {
  const requestsOf = new Map(routes.map((row) => [routeKey(row), row.requests]));
  const byTime = (a: TimedRow, b: TimedRow): number => timeOf(b) - timeOf(a);
  const timeOf = (row: TimedRow): number => row.micros * (requestsOf.get(routeKey(row)) ?? 0);
  const isChosen = (row: RouteName): boolean => route === '' || isNamed(row, route);
  const chosen = routes.filter(isChosen);
  return {
    waits: chosen
      .flatMap((row) => waitRows(row, names))
      .sort(byTime)
      .slice(0, limit),
    // Of a route, also the requests of others that it delayed.
    blame: routes
      .flatMap(blameRows)
      .filter((row) => isChosen(row) || isChosen({ method: row.byMethod, route: row.byRoute }))
      .sort(byTime)
      .slice(0, limit),
    slowest: chosen
      .flatMap(({ traces }) => traces?.slowest ?? [])
      .sort((a, b) => b.totalMicros - a.totalMicros || (a.id < b.id ? -1 : 1))
      .slice(0, limit)
      .map((trace) => slowRequest(trace, names)),
    findings: [],
  };
}

interface TimedRow extends RouteName {
  readonly micros: number;
}

function routeKey({ method, route }: RouteName): string {
  return `${method} ${route}`;
}
