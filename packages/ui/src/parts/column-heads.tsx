import type { Column } from '../../../core/src/presentation/column.ts';
import { SortHead } from './sort-head.tsx';

interface ColumnHeadsProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly standard: string;
}

/** The heads of columns of numbers. If several columns share a sort order, the last one's head sorts by it. */
export function ColumnHeads<Row>({ columns, standard }: ColumnHeadsProps<Row>) {
  return columns.map(({ head, help, sort }, index) => {
    const sorts = columns.findLastIndex((other) => other.sort === sort) === index;
    return (
      <SortHead key={head} title={head} sort={sorts ? sort : undefined} standard={standard} help={help} />
    );
  });
}
