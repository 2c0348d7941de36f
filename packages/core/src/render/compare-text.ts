import { isChanged } from '../comparison/verdicts.ts';
import {
  type ChangeColumn,
  changedFunctionColumns,
  changedPartColumns,
  changedRouteColumns,
} from '../presentation/compare-columns.ts';
import {
  driftSentence,
  intervalNote,
  placeOf,
  sideLine,
  verdictSentences,
} from '../presentation/compare-words.ts';
import { type LatencyChangeRow, latencyChanges } from '../presentation/latency-changes.ts';
import type { Comparison, FunctionChange, RouteChange } from '../presentation/model/comparison.ts';
import { functionName, routeName } from '../presentation/names.ts';
import { plural } from '../presentation/quantity.ts';
import { longestPath, visibleName } from '../presentation/visible-text.ts';
import { createPainter, type Painter } from './text-paint.ts';
import type { TextOptions } from './text-shapes.ts';
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
      changedRouteColumns,
      [['route', (row) => visibleName(routeName(row))]],
      width,
      paint,
    ),
    ...partLines(latencyChanges(routes), width, paint),
    '',
    ...table(
      'function',
      functions,
      changedFunctionColumns,
      [
        ['function', (row) => visibleName(functionName(row))],
        ['where', (row) => visibleName(placeOf(row), longestPath)],
      ],
      width,
      paint,
    ),
    '',
    intervalNote,
  ];
}

/** Nothing where no request was traced. */
function partLines(rows: readonly LatencyChangeRow[], width: number, paint: Painter): string[] {
  if (rows.length === 0) return [];
  const names = [
    ['of latency', (row) => visibleName(row.what)],
    ['where', (row) => visibleName(row.wait === undefined ? '' : placeOf(row.wait), longestPath)],
    ['route', (row) => visibleName(routeName(row))],
  ] satisfies readonly (readonly [string, (row: LatencyChangeRow) => string])[];
  return ['', ...table('part of a latency', rows, changedPartColumns, names, width, paint)];
}

function table<Row extends RouteChange | FunctionChange | LatencyChangeRow>(
  noun: string,
  rows: readonly Row[],
  figures: readonly ChangeColumn<Row>[],
  names: readonly (readonly [title: string, text: (row: Row) => string])[],
  width: number,
  paint: Painter,
): string[] {
  const changed = rows.filter(isChanged);
  const shown = [...changed, ...rows.filter((row) => !isChanged(row)).slice(0, mostSame)];
  const columns: TextColumn[] = [
    ...figures.map(({ title, need }) => ({ title, need, align: 'right' as const })),
    ...names.map(([title]) => ({ title, align: 'left' as const, need: 1 as const })),
  ];
  const cells = shown.map((row): TextCell[] =>
    [...figures.map(({ text }) => text(row)), ...names.map(([, text]) => text(row))].map((text) => ({
      text,
      paint: isWorse(row) ? 'warning' : 'plain',
    })),
  );
  const left = rows.length - shown.length;
  return [
    ...textTable({ columns, rows: cells }, width, paint).lines,
    ...(left > 0 ? [paint('faint', `and ${plural(left, noun)} without a change beyond noise`)] : []),
  ];
}

function isWorse(row: RouteChange | FunctionChange | LatencyChangeRow): boolean {
  if (row.verdict === 'slower') return true;
  return 'errors' in row && (row.errors.verdict === 'slower' || row.latencyMicros.p95.verdict === 'slower');
}
