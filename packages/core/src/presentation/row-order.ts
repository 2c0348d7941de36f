import type { FunctionSort, ReportQuery, RouteSort } from '../query/query.ts';
import type { FunctionRow, RouteRow } from './model/rows.ts';
import { functionKeys, routeKeys } from './sort-keys.ts';

type Compare<Row> = (a: Row, b: Row) => number;

export function routeOrder(sort: ReportQuery['sort']): Compare<RouteRow> {
  return comparing<RouteRow>(routeKeys[sort as RouteSort], ({ route, method }) => `${route} ${method}`);
}

export function functionOrder(sort: ReportQuery['sort']): Compare<FunctionRow> {
  return comparing<FunctionRow>(
    functionKeys[sort as FunctionSort],
    ({ name, file, line }) => `${name} ${file} ${line}`,
  );
}

/** Numbers descend, names ascend; ties are broken by name, so that the order never changes by itself. */
function comparing<Row>(key: (row: Row) => number | string, tieBreaker: (row: Row) => string): Compare<Row> {
  // Names are kept: functions with few samples mostly have the same numbers, and a row is compared a dozen times.
  const known = new Map<Row, string>();
  const nameOf = (row: Row): string => {
    let name = known.get(row);
    if (name === undefined) known.set(row, (name = tieBreaker(row)));
    return name;
  };
  return (a, b) => {
    const x = key(a);
    const y = key(b);
    if (typeof x === 'number' && typeof y === 'number' && x !== y) return y - x;
    if (typeof x === 'string' && typeof y === 'string' && x !== y) return x < y ? -1 : 1;
    const s = nameOf(a);
    const t = nameOf(b);
    return s < t ? -1 : s > t ? 1 : 0;
  };
}
