import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { FunctionRow, RouteRow } from '../../../core/src/presentation/model/rows.ts';
import { functionOrder, routeOrder } from '../../../core/src/presentation/row-order.ts';
import { isTraced } from '../../../core/src/presentation/traced.ts';
import {
  type FunctionSort,
  functionSorts,
  type RouteSort,
  routeSorts,
} from '../../../core/src/query/query.ts';
import { searchText } from '../shared.ts';
import { routeName } from '../text/names.ts';

type Wants = ((text: string) => boolean) | undefined;

/** The order of routes where the address names none. */
export function standardSort(model: ReportModel): RouteSort {
  return isTraced(model) ? 'p95' : 'cpu';
}

/** The rows that match the search, sorted as the server sorts. */
export function chooseRoutes(
  rows: readonly RouteRow[],
  wants: Wants,
  sort: string,
  standard: RouteSort = 'cpu',
): RouteRow[] {
  // The address may name an unknown order.
  const known = (routeSorts as readonly string[]).includes(sort) ? (sort as RouteSort) : standard;
  return rows.filter((row) => wants?.(routeName(row)) !== false).sort(routeOrder(known));
}

export function chooseFunctions(rows: readonly FunctionRow[], wants: Wants, sort: string): FunctionRow[] {
  const known = (functionSorts as readonly string[]).includes(sort) ? (sort as FunctionSort) : 'self';
  return rows.filter((row) => wants?.(searchText(row)) !== false).sort(functionOrder(known));
}
