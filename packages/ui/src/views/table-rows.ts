import type { FunctionRow, RouteRow } from '../../../core/src/presentation/model/rows.ts';
import { functionOrder, routeOrder } from '../../../core/src/presentation/row-order.ts';
import {
  type FunctionSort,
  functionSorts,
  type RouteSort,
  routeSorts,
} from '../../../core/src/query/query.ts';
import { searchText } from '../shared.ts';
import type { Match } from '../text/match.ts';
import { routeName } from '../text/names.ts';

/** The rows that a search wants, in the server's own order. */
export function chooseRoutes(rows: readonly RouteRow[], match: Match | undefined, sort: string): RouteRow[] {
  // The address may name an order that there is not.
  const known = (routeSorts as readonly string[]).includes(sort) ? (sort as RouteSort) : 'cpu';
  return rows.filter((row) => match?.wants(routeName(row)) !== false).sort(routeOrder(known));
}

export function chooseFunctions(
  rows: readonly FunctionRow[],
  match: Match | undefined,
  sort: string,
): FunctionRow[] {
  const known = (functionSorts as readonly string[]).includes(sort) ? (sort as FunctionSort) : 'self';
  return rows.filter((row) => match?.wants(searchText(row)) !== false).sort(functionOrder(known));
}
