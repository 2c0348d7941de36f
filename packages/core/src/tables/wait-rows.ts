import type { WaitRow } from '../presentation/model/latency-rows.ts';
import type { SiteWaits } from '../profile/route-traces.ts';
import type { RouteWindow } from '../profile/window.ts';
import { roundedParts } from './rounded-parts.ts';
import { rowId } from './row-id.ts';
import { describeSite, type SiteNames } from './site-names.ts';
import { patternOf } from './wait-pattern.ts';

/** What the route waits for, by place, the longest first. They add up to the waits in its latency. */
export function waitRows(route: RouteWindow, names: SiteNames): WaitRow[] {
  return siteRows(route, names).map(({ row }) => row);
}

/** The same, each with what it is made of. */
export function siteRows(
  route: RouteWindow,
  names: SiteNames,
): { readonly site: SiteWaits; readonly row: WaitRow }[] {
  const { sites, weightMilli } = route.traces ?? { sites: [], weightMilli: 0 };
  const requests = weightMilli / 1000;
  if (requests === 0) return [];
  const micros = roundedParts(sites.map((site) => site.micros / requests));
  return sites
    .map((site, i) => ({ site, row: waitRow(route, site, micros[i] as number, requests, names) }))
    .sort(
      ({ row: a }, { row: b }) =>
        b.micros - a.micros || b.parallelMicros - a.parallelMicros || (a.id < b.id ? -1 : 1),
    );
}

function waitRow(
  { method, route }: RouteWindow,
  site: SiteWaits,
  micros: number,
  requests: number,
  names: SiteNames,
): WaitRow {
  const { kind, target, operation, library } = site;
  const { id, name, file, line, column } = describeSite(site.frame, names);
  return {
    id: rowId([method, route, kind, target, operation, library, id]),
    method,
    route,
    kind,
    target,
    operation,
    library,
    ...{ name, file, line, column },
    perRequest: site.operationsMilli / 1000 / requests,
    micros,
    parallelMicros: Math.round(site.parallelMicros / requests),
    threadMicros: Math.round(site.threadMicros / requests),
    pattern: patternOf(site, requests),
  };
}
