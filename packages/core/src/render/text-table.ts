import { atOnce, mapSteps } from '../in-turns.ts';
import { clipMiddle, textWidth } from '../presentation/text-width.ts';
import type { Paint, Painter } from './text-paint.ts';

export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** 1 is never hidden; 3 is hidden first where there is no room. Left-aligned columns are clipped instead. */
  readonly need: 1 | 2 | 3;
  /** Columns that may be hidden are hidden before this one becomes narrower; 28 by default. */
  readonly room?: number;
  /** True for what gives way to names: it becomes narrower before they do. */
  readonly yields?: boolean;
  /** True for paths that were asked for in full: a long line is better than a clipped path. */
  readonly whole?: boolean;
}

export interface TextCell {
  readonly text: string;
  readonly paint?: Paint;
  /** What the text lists: of a list that is clipped, whole items stay, from the first on. */
  readonly items?: readonly string[];
}

export interface TextRows {
  readonly columns: readonly TextColumn[];
  readonly rows: readonly (readonly TextCell[])[];
}

export interface TextTable {
  readonly lines: readonly string[];
  /** Titles of the columns for which there was no room. */
  readonly leftOut: readonly string[];
}

const gap = '  ';
/** Columns that may be hidden are hidden before names become shorter than this. */
const goodName = 28;
/** Below this a name says nothing. */
const leastName = 12;
const longestName = 100;

/** Aligned columns in at most `width` cells, if that is possible at all. Cells must be free of control characters. */
export function textTable(rows: TextRows, width: number, paint: Painter): TextTable {
  return atOnce(textTableSteps(rows, width, paint));
}

export function* textTableSteps(
  { columns, rows }: TextRows,
  width: number,
  paint: Painter,
): Generator<void, TextTable> {
  const widths = yield* naturalWidths(columns, rows);
  const kept = choose(columns, widths, width);
  share(columns, widths, kept, width);
  const line = (cells: readonly TextCell[]): string =>
    kept
      .map((index) => {
        const { text, items, paint: how = 'plain' } = cells[index] ?? { text: '' };
        const cell = widths[index] ?? 0;
        const clipped = clipMiddle(items === undefined ? text : firstItems(items, cell), cell);
        const fill = ' '.repeat(Math.max(0, cell - textWidth(clipped)));
        return columns[index]?.align === 'left' ? paint(how, clipped) + fill : fill + paint(how, clipped);
      })
      .join(gap)
      .trimEnd();
  const titles = columns.map(({ title }) => ({ text: title, paint: 'strong' as const }));
  return {
    lines: [line(titles), ...(yield* mapSteps(rows, line))],
    leftOut: columns.filter((_, index) => !kept.includes(index)).map(({ title }) => title),
  };
}

function firstItems(items: readonly string[], width: number): string {
  const all = items.join(', ');
  if (textWidth(all) <= width) return all;
  for (let count = items.length - 1; count > 0; count -= 1) {
    const some = `${items.slice(0, count).join(', ')}, …`;
    if (textWidth(some) <= width) return some;
  }
  return items[0] ?? '';
}

function* naturalWidths(columns: readonly TextColumn[], rows: TextRows['rows']): Generator<void, number[]> {
  const widest = columns.map(({ title }) => textWidth(title));
  for (const row of rows) {
    for (const [index, most] of widest.entries())
      widest[index] = Math.max(most, textWidth(row[index]?.text ?? ''));
    yield;
  }
  return columns.map(({ align, whole }, index) => {
    const most = widest[index] ?? 0;
    return align === 'right' || whole ? most : Math.min(most, longestName);
  });
}

/** The columns that there is room for. The least needed go first, from the right. */
function choose(columns: readonly TextColumn[], widths: readonly number[], width: number): number[] {
  let kept = columns.map((_, index) => index);
  const least = (index: number): number =>
    columns[index]?.align === 'left'
      ? Math.min(widths[index] ?? 0, columns[index]?.room ?? goodName)
      : (widths[index] ?? 0);
  const total = (): number => kept.reduce((sum, index) => sum + least(index) + gap.length, -gap.length);
  for (const need of [3, 2]) {
    for (let index = columns.length - 1; index >= 0 && total() > width; index -= 1) {
      if (columns[index]?.need === need) kept = kept.filter((one) => one !== index);
    }
  }
  return kept;
}

/** Takes from what yields, and then from the widest name, until the line fits. */
function share(
  columns: readonly TextColumn[],
  widths: number[],
  kept: readonly number[],
  width: number,
): void {
  const names = kept.filter((index) => columns[index]?.align === 'left' && !columns[index]?.whole);
  const over = kept.reduce((sum, index) => sum + (widths[index] ?? 0) + gap.length, -gap.length) - width;
  const left = narrow(
    names.filter((index) => columns[index]?.yields),
    widths,
    over,
  );
  narrow(names, widths, left);
}

/** Takes from the widest of these until so much is taken, or all are as narrow as may be. Returns what is left to take. */
function narrow(names: readonly number[], widths: number[], over: number): number {
  let left = over;
  while (left > 0 && names.length > 0) {
    const widest = names.reduce(
      (best, index) => ((widths[index] ?? 0) > (widths[best] ?? 0) ? index : best),
      names[0] ?? -1,
    );
    const current = widths[widest] ?? 0;
    if (current <= leastName) return left;
    widths[widest] = current - 1;
    left -= 1;
  }
  return left;
}
