import type { FunctionSort, RouteSort } from '../query/query.ts';
import { formatAmount } from './amount.ts';
import { formatCount, formatDuration, formatShare } from './quantity.ts';
import type { Whole } from './scope.ts';

/** A column of numbers, the same in every format that has room for it. */
export interface Column<Row> {
  /** In text, where room is scarce: `CPU/req`. */
  readonly title: string;
  /** In the page: `CPU/request`. */
  readonly head: string;
  readonly sort?: RouteSort | FunctionSort;
  readonly help: string;
  /** 1 is never hidden; 3 is hidden first where there is no room. */
  readonly need: 1 | 2 | 3;
  /** Shares to draw as bars beside the text, the widest first. */
  readonly drawn?: (row: Row, scope: Whole) => readonly number[];
  /** Whether rows may be added up: totals may count the same time twice. */
  readonly adds?: boolean;
  /** Anything but zero is bad news. */
  readonly alarming?: boolean;
  readonly text: CellText<Row>;
}

type CellText<Row> = (row: Row, scope: Whole, separator?: string) => string;

export function durationText<Row>(micros: (row: Row) => number): CellText<Row> {
  return (row) => formatDuration(micros(row));
}

/** In the unit of the report's measure. */
export function amountText<Row>(amount: (row: Row) => number): CellText<Row> {
  return (row, { measure }, separator) => formatAmount(amount(row), measure, separator);
}

export function countText<Row>(count: (row: Row) => number): CellText<Row> {
  return (row, _scope, separator) => formatCount(count(row), separator);
}

export function shareText<Row>(share: (row: Row, scope: Whole) => number): CellText<Row> {
  return (row, scope) => formatShare(share(row, scope));
}
