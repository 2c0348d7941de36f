import type { Comparison } from '../report/comparison.ts';
import {
  driftSentence,
  functionCells,
  functionTitles,
  isChanged,
  markNote,
  placeOf,
  routeCells,
  routeTitles,
  sideLine,
  verdictSentence,
} from './compare-words.ts';
import { functionName, routeName } from './names.ts';
import { plural } from './quantity.ts';
import type { TextOptions } from './text.ts';
import { createPainter, type Painter } from './text-paint.ts';
import { type TextCell, type TextColumn, textTable } from './text-table.ts';
import { longestPath, visibleName } from './visible-text.ts';

/** Rows of a table that did not change; what did is always shown. */
const mostSame = 10;

/** A comparison for a terminal: the answer first, then what changed, then the dearest of the rest. */
export function renderCompareText(
  comparison: Comparison,
  { color = false, width = 120 }: TextOptions = {},
): string {
  return `${compareLines(comparison, width, createPainter(color)).join('\n')}\n`;
}

/** The same, line by line. */
export function compareLines(comparison: Comparison, width: number, paint: Painter): string[] {
  const { base, head, routes, functions } = comparison;
  return [
    paint(comparison.verdict === 'slower' ? 'warning' : 'strong', verdictSentence(comparison)),
    `base  ${sideLine(base)}`,
    `head  ${sideLine(head)}`,
    ...[driftSentence(comparison)].filter(Boolean),
    '',
    ...table(
      'route',
      routes,
      [...routeTitles],
      (row) => [...routeCells(row), visibleName(routeName(row))],
      ['route'],
      width,
      paint,
    ),
    '',
    ...table(
      'function',
      functions,
      [...functionTitles],
      (row) => [
        ...functionCells(row),
        visibleName(functionName(row)),
        visibleName(placeOf(row), longestPath),
      ],
      ['function', 'where'],
      width,
      paint,
    ),
    '',
    markNote,
  ];
}

function table<Row extends Comparison['routes'][number] | Comparison['functions'][number]>(
  noun: string,
  rows: readonly Row[],
  titles: readonly string[],
  cellsOf: (row: Row) => readonly string[],
  names: readonly string[],
  width: number,
  paint: Painter,
): string[] {
  const changed = rows.filter(isChanged);
  const shown = [...changed, ...rows.filter((row) => !isChanged(row)).slice(0, mostSame)];
  const columns: TextColumn[] = [
    ...titles.map((title, i) => ({ title, align: 'right' as const, need: needOf(title, i) })),
    ...names.map((title) => ({ title, align: 'left' as const, need: 1 as const })),
  ];
  const cells = shown.map((row): TextCell[] =>
    cellsOf(row).map((text) => ({ text, paint: row.verdict === 'slower' ? 'warning' : 'plain' })),
  );
  const left = rows.length - shown.length;
  return [
    ...textTable(columns, cells, width, paint).lines,
    ...(left > 0
      ? [paint('faint', `and ${plural(left, noun)} without a change that is more than noise`)]
      : []),
  ];
}

/** The verdict and CPU stay; of the latencies, the tail goes last. */
function needOf(title: string, index: number): TextColumn['need'] {
  if (index < 3) return 1;
  return title === 'p95' || title === 'total' || index === 6 ? 2 : 3;
}
