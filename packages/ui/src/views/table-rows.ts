import type { FunctionRow, RouteRow } from '../../../core/src/presentation/model.ts';
import { functionKeys, routeKeys, searchText } from '../shared.ts';
import type { Match } from '../text/match.ts';
import { routeName } from '../text/names.ts';

type Key<Row> = (row: Row) => number | string;

export function chooseRoutes(rows: readonly RouteRow[], match: Match | undefined, sort: string): RouteRow[] {
  return choose(rows, match, keyOf(routeKeys, sort) ?? routeKeys.cpu, routeName);
}

export function chooseFunctions(
  rows: readonly FunctionRow[],
  match: Match | undefined,
  sort: string,
): FunctionRow[] {
  return choose(rows, match, keyOf(functionKeys, sort) ?? functionKeys.self, searchText);
}

/** The address may name an order that there is not. */
function keyOf<Row>(keys: Readonly<Record<string, Key<Row>>>, sort: string): Key<Row> | undefined {
  return keys[sort];
}

/** Numbers descend, names ascend; rows that are equal stay in the order of their texts, so nothing moves by itself. */
function choose<Row>(
  rows: readonly Row[],
  match: Match | undefined,
  key: Key<Row>,
  textOf: (row: Row) => string,
): Row[] {
  const keyed = rows.map((row) => ({ row, key: key(row), text: textOf(row) }));
  const wanted = match === undefined ? keyed : keyed.filter(({ text }) => match.wants(text));
  wanted.sort((a, b) => compare(a.key, b.key) || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return wanted.map(({ row }) => row);
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return b - a;
  return a < b ? -1 : a > b ? 1 : 0;
}
