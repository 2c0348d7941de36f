import type { BlockRow } from '../presentation/model/block-rows.ts';
import { routeName } from '../presentation/names.ts';
import type { Evidence } from '../store/evidence.ts';
import { evidenceRow } from '../tables/block-rows.ts';
import type { SiteNames } from '../tables/site-names.ts';

export interface BlockQuestion {
  readonly watched: { readonly evidence: readonly Evidence[]; readonly nowMicros: number } | undefined;
  /** As `ReportQuery.route`. */
  readonly route: string;
  readonly limit: number;
  readonly names: SiteNames;
}

/** Blocks of the loop, those first that have not ended, then the longest. Of a route, also those that it was in flight in. */
export function blockReport({ watched, route, limit, names }: BlockQuestion): readonly BlockRow[] {
  const isOf = (row: Pick<BlockRow, 'method' | 'route'>): boolean => routeName(row) === route;
  const evidence = watched?.evidence ?? [];
  return evidence
    .map((one) => evidenceRow(one, watched?.nowMicros ?? 0, names))
    .filter((row) => route === '' || [row, ...row.delayed, ...row.inFlight].some(isOf))
    .sort((a, b) => Number(b.state !== 'ended') - Number(a.state !== 'ended') || b.micros - a.micros)
    .slice(0, limit);
}
