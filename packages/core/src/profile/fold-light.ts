import { otherRoute } from '../record/route-name.ts';
import { type BlameSums, mostBlamed, mostSites, otherSiteName, type SiteWaits } from './route-traces.ts';
import { type RowKind, RowSums } from './row-sums.ts';
import { blameKind, siteKind } from './trace-sums.ts';

/** The heaviest places; the lightest of the rest are added up in one named `(other)` for each kind of wait. */
export function foldSites(sites: SiteWaits[]): SiteWaits[] {
  return fold(sites, mostSites, siteKind, {
    weightOf: ({ micros, parallelMicros }) => micros + parallelMicros,
    asOther: (site) => ({ ...site, ...otherSite }),
  });
}

/** The same for routes that others were queued behind. */
export function foldBlame(blame: BlameSums[]): BlameSums[] {
  return fold(blame, mostBlamed, blameKind, {
    weightOf: ({ micros, beforeNodeMicros }) => micros + beforeNodeMicros,
    asOther: (row) => ({ ...row, method: '*', route: otherRoute }),
  });
}

const otherSite = {
  frame: { name: otherSiteName, file: '', line: 0, column: 0 },
  target: '',
  operation: '',
  library: '',
} as const;

interface Folding<Row> {
  weightOf(row: Row): number;
  asOther(row: Row): Row;
}

/** @param rows Sorted by key, so that of equally heavy rows the same are kept in every process. */
function fold<Row>(
  rows: Row[],
  most: number,
  kind: RowKind<Row>,
  { weightOf, asOther }: Folding<Row>,
): Row[] {
  const isOther = (row: Row): boolean => kind.keyOf(row) === kind.keyOf(asOther(row));
  const light = rows
    .filter((row) => !isOther(row))
    .sort((a, b) => weightOf(b) - weightOf(a))
    .slice(most);
  if (light.length === 0) return rows;
  const folded = new Set(light);
  const sums = new RowSums(kind, { bytes: 0 });
  for (const row of rows) sums.add(folded.has(row) ? asOther(row) : row);
  return sums.sorted();
}
