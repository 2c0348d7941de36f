import { capitalized } from '../presentation/capitalized.ts';
import type { TitledTable } from './latency-tables.ts';
import { markdownTable } from './markdown-table.ts';
import type { Painter } from './text-paint.ts';
import type { TextBlock } from './text-shapes.ts';
import { textTable } from './text-table.ts';

/** Tables below one another, each under its title. */
export function titledText(tables: readonly TitledTable[], width: number, paint: Painter): TextBlock {
  const made = tables.map(({ title, table }) => ({
    title,
    ...textTable(table, width, paint),
  }));
  return {
    rows: made.flatMap(({ title, lines }) => ['', paint('strong', title), ...lines]),
    leftOut: [...new Set(made.flatMap(({ leftOut }) => leftOut))],
  };
}

/** @param heading `##` or `###`. */
export function titledMarkdown(tables: readonly TitledTable[], heading: string): string[] {
  return tables.flatMap(({ title, table: { columns, rows } }) => {
    // Names first, as in all tables in Markdown.
    const order = [...columns.keys()].sort((a, b) => rank(columns[a]?.align) - rank(columns[b]?.align));
    return [
      `${heading} ${title}`,
      '',
      ...markdownTable({
        columns: order.map((at) => ({
          title: capitalized(columns[at]?.title ?? ''),
          align: columns[at]?.align ?? 'left',
        })),
        rows: rows.map((cells) => order.map((at) => cells[at]?.text ?? '')),
      }),
      '',
    ];
  });
}

function rank(align: 'left' | 'right' | undefined): number {
  return align === 'left' ? 0 : 1;
}
