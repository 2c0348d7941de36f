import type { Column } from '../../../core/src/presentation/column.ts';
import { thinSpace } from '../../../core/src/presentation/quantity.ts';
import type { Whole } from '../../../core/src/presentation/scope.ts';
import { thinUnits } from '../text/thin-units.ts';
import { ShareBar } from './share-bar.tsx';

interface ColumnCellsProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly row: Row;
  readonly scope: Whole;
  /** The colour of what is drawn, and the share that fills the bar, if not the whole. */
  readonly kind: string;
  readonly most?: number;
}

/** The cells of a row, with the same text as in the text report; shares also have a bar. */
export function ColumnCells<Row>({ columns, row, scope, kind, most }: ColumnCellsProps<Row>) {
  return columns.map(({ head, text, drawn, alarming }) => {
    const words = thinUnits(text(row, scope, thinSpace));
    const tone = !alarming ? '' : words === '0' ? ' soft' : ' bad';
    return (
      <td key={head} class={`num${tone}`}>
        {drawn === undefined ? (
          words
        ) : (
          <ShareBar shares={drawn(row, scope)} text={words} kind={kind} most={most} />
        )}
      </td>
    );
  });
}
