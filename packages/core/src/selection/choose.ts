import type { RowCount } from '../presentation/model/rows.ts';

/** Filters, sorts and limits rows, and counts them at each step. */
export function choose<Row>(
  rows: readonly Row[],
  compare: (a: Row, b: Row) => number,
  limit: number,
  keep: ((row: Row) => boolean) | undefined,
): { readonly shown: readonly Row[]; readonly count: RowCount } {
  const matched = keep ? rows.filter(keep) : [...rows];
  const shown = matched.sort(compare).slice(0, limit);
  return { shown, count: { all: rows.length, matched: matched.length, shown: shown.length } };
}
