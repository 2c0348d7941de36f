import { type LatencyPart, meanParts, type PartKind } from '../../../core/src/presentation/latency-parts.ts';
import type { WaitRow } from '../../../core/src/presentation/model/latency-rows.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { RouteRow } from '../../../core/src/presentation/model/rows.ts';
import { partsOf } from '../data/latency.ts';
import { lengthOf } from '../parts/latency-bar.tsx';
import { routeName } from '../text/names.ts';

/** The mean latencies of routes by their parts, for bars on one scale. */
export interface RouteParts {
  /** Routes of which no request was traced are not in it. */
  readonly byRoute: ReadonlyMap<string, readonly LatencyPart[]>;
  readonly kinds: ReadonlySet<PartKind>;
  /** The longest. */
  readonly most: number;
}

export function routeParts(model: ReportModel, rows: readonly RouteRow[]): RouteParts {
  const waits = new Map<string, WaitRow[]>();
  for (const wait of model.waits) {
    const name = routeName(wait);
    const known = waits.get(name);
    if (known === undefined) waits.set(name, [wait]);
    else known.push(wait);
  }
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
