import { isChanged } from '../comparison/verdicts.ts';
import {
  driftSentence,
  functionCells,
  functionTitles,
  intervalNote,
  placeOf,
  routeCells,
  routeTitles,
  sideLine,
  verdictSentences,
} from '../presentation/compare-words.ts';
import type { Comparison } from '../presentation/model/comparison.ts';
import { functionName, routeName } from '../presentation/names.ts';
import { plural } from '../presentation/quantity.ts';
import { longestPath, visibleName } from '../presentation/visible-text.ts';
import type { TextOptions } from './text-options.ts';
import { createPainter, type Painter } from './text-paint.ts';
import { type TextCell, type TextColumn, textTable } from './text-table.ts';

/** Rows of a table that did not change; what did is always shown. */
const mostSame = 10;

/** A comparison for a terminal: the answer first, then what changed, then the most expensive of the rest. */
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
    ...verdictSentences(comparison).map(({ verdict, text }) =>
      paint(verdict === 'slower' ? 'warning' : 'strong', text),
    ),
    `base  ${sideLine(base)}`,
    `head  ${sideLine(head)}`,
    ...[driftSentence(comparison)].filter(Boolean),
    '',
    ...table(
      'route',
      routes,
      columnsOf(routeTitles, routeNeeds),
      (row) => [...routeCells(row), visibleName(routeName(row))],
      ['route'],
      width,
      paint,
    ),
    '',
    ...table(
      'function',
      functions,
      columnsOf(functionTitles, functionNeeds),
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
    intervalNote,
  ];
}

function table<Row extends Comparison['routes'][number] | Comparison['functions'][number]>(
  noun: string,
  rows: readonly Row[],
  figures: readonly TextColumn[],
  cellsOf: (row: Row) => readonly string[],
  names: readonly string[],
  width: number,
  paint: Painter,
): string[] {
  const changed = rows.filter(isChanged);
  const shown = [...changed, ...rows.filter((row) => !isChanged(row)).slice(0, mostSame)];
  const columns: TextColumn[] = [
    ...figures,
    ...names.map((title) => ({ title, align: 'left' as const, need: 1 as const })),
  ];
  const cells = shown.map((row): TextCell[] =>
    cellsOf(row).map((text) => ({ text, paint: isWorse(row) ? 'warning' : 'plain' })),
  );
  const left = rows.length - shown.length;
  return [
    ...textTable(columns, cells, width, paint).lines,
    ...(left > 0 ? [paint('faint', `and ${plural(left, noun)} without a change beyond noise`)] : []),
  ];
}

function isWorse(row: Comparison['routes'][number] | Comparison['functions'][number]): boolean {
  if (row.verdict === 'slower') return true;
  return 'errors' in row && (row.errors.verdict === 'slower' || row.latencyMicros.p95.verdict === 'slower');
}

/** Verdicts and the change of CPU always stay; intervals are hidden first. */
const routeNeeds: readonly TextColumn['need'][] = [1, 1, 1, 3, 1, 2, 2, 3, 1, 2, 3];
const functionNeeds: readonly TextColumn['need'][] = [1, 1, 1, 2, 2];

function columnsOf(titles: readonly string[], needs: readonly TextColumn['need'][]): TextColumn[] {
  return titles.map((title, i) => ({ title, align: 'right', need: needs[i] as TextColumn['need'] }));
}
