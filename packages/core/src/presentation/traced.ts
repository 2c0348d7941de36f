import type { LatencyParts } from './model/latency-rows.ts';
import type { ReportModel } from './model/report.ts';
import type { RouteRow } from './model/rows.ts';
import { routeName } from './names.ts';

/** The parts of a route's latency; undefined if no request of it was traced. */
export function partsOf({ latencyParts }: RouteRow): LatencyParts | undefined {
  return latencyParts.traced > 0 ? latencyParts : undefined;
}

/** Whether any request was traced: the page then begins with what makes requests slow. */
export function hasTraces(model: ReportModel | undefined): boolean {
  return model?.routes.some((row) => partsOf(row) !== undefined) === true;
}

/** Whether the report shows latencies by their parts: one of another measure does not. */
export function isTraced(model: ReportModel): boolean {
  return model.measure === undefined && hasTraces(model);
}

/** The route that the report is of, if its latency is explained. */
export function tracedRoute(model: ReportModel): RouteRow | undefined {
  if (!isTraced(model)) return undefined;
  return model.routes.find((row) => routeName(row) === model.query.route && partsOf(row) !== undefined);
}

/** The same where the report is of it and nothing else: in the view of routes. */
export function explainedRoute(model: ReportModel): RouteRow | undefined {
  return model.query.view === 'routes' ? tracedRoute(model) : undefined;
}

type Named = Parameters<typeof routeName>[0];

/** Whether something is of a route. */
export function isOf(row: Named): (other: Named) => boolean {
  return ({ method, route }) => method === row.method && route === row.route;
}
