import { grouped } from '../grouped.ts';
import { type LatencyPart, lengthOf, meanParts, type PartKind } from './latency-parts.ts';
import type { ReportModel } from './model/report.ts';
import type { RouteRow } from './model/rows.ts';
import { routeName } from './names.ts';
import { partsOf } from './traced.ts';

/** The mean latencies of routes by their parts, for bars on one scale. */
export interface RouteParts {
  /** Routes of which no request was traced are not in it. */
  readonly byRoute: ReadonlyMap<string, readonly LatencyPart[]>;
  readonly kinds: ReadonlySet<PartKind>;
  /** The longest. */
  readonly most: number;
}

export function routeParts(model: ReportModel, rows: readonly RouteRow[]): RouteParts {
  const waits = grouped(model.waits, routeName);
  const byRoute = new Map<string, readonly LatencyPart[]>();
  for (const row of rows) {
    const shares = partsOf(row);
    const name = routeName(row);
    if (shares !== undefined) byRoute.set(name, meanParts(shares, waits.get(name) ?? []));
  }
  const all = [...byRoute.values()];
  return {
    byRoute,
    kinds: new Set(all.flat().map(({ kind }) => kind)),
    most: Math.max(0, ...all.map(lengthOf)),
  };
}
