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
import { longestPath } from '../presentation/visible-text.ts';
import { code, markdownTable } from './markdown-table.ts';

/** A comment on a pull request has at most 65,536 characters, and nobody reads more rows than this. */
const mostChanged = 30;
const mostSame = 20;

/** A comparison as a comment on a pull request: the answer first, what changed as tables, and the rest folded. */
export function renderCompareMarkdown(comparison: Comparison): string {
  return `${compareBlocks(comparison).join('\n\n')}\n`;
}

/** The same, block by block. */
export function compareBlocks(comparison: Comparison): string[] {
  const { base, head, routes, functions } = comparison;
  const [first, ...others] = verdictSentences(comparison, code);
  const drift = driftSentence(comparison);
  const changedRoutes = routes.filter(isChanged);
  const changedFunctions = functions.filter(isChanged);
  const parts = latencyChanges(routes);
  const changedParts = parts.filter(isChanged);
  const changes = changedFunctions.length + changedRoutes.length + changedParts.length;
  const sameRoutes = routes.filter((row) => !isChanged(row));
  const sameFunctions = functions.filter((row) => !isChanged(row));
  return [
    `### ${icons[comparison.verdict]} ${first?.text}`,
    ...others.map(({ verdict, text }) => `${icons[verdict]} ${text}`),
    `Base: ${code(sideLine(base))}. Head: ${code(sideLine(head))}.${drift === '' ? '' : ` ${drift}`}`,
    ...functionBlock(changedFunctions.slice(0, mostChanged)),
    ...routeBlock(changedRoutes.slice(0, mostChanged)),
    ...partBlock(changedParts.slice(0, mostChanged)),
    ...cut(changes, mostChanged),
    ...(changes > 0 ? [intervalNote] : []),
    '<details>',
    `<summary>${plural(sameRoutes.length, 'route')} and ${plural(sameFunctions.length, 'function')} without a change beyond noise</summary>`,
    ...routeBlock(sameRoutes.slice(0, mostSame)),
    ...partBlock(parts.filter((row) => !isChanged(row)).slice(0, mostSame)),
    ...functionBlock(sameFunctions.slice(0, mostSame)),
    '</details>',
  ];
}

const icons: Record<Comparison['verdict'], string> = { slower: '🔴', faster: '🟢', same: '⚪', unsure: '⚪' };

function cut(rows: number, most: number): string[] {
  return rows > most ? [`The JSON has all ${plural(rows, 'change')}.`] : [];
}

function routeBlock(rows: readonly RouteChange[]): string[] {
  return block(rows, changedRouteColumns, [['Route', (row) => code(routeName(row))]]);
}

function partBlock(rows: readonly LatencyChangeRow[]): string[] {
  return block(rows, changedPartColumns, [
    ['Route', (row) => code(routeName(row))],
    ['Part of latency', (row) => (row.wait === undefined ? row.what : code(row.what))],
    ['Where', (row) => (row.wait === undefined ? '' : code(placeOf(row.wait), longestPath))],
  ]);
}

function functionBlock(rows: readonly FunctionChange[]): string[] {
  return block(rows, changedFunctionColumns, [
    ['Function', (row) => code(functionName(row))],
    ['Where', (row) => code(placeOf(row), longestPath)],
  ]);
}

function block<Row>(
  rows: readonly Row[],
  figures: readonly ChangeColumn<Row>[],
  names: readonly (readonly [title: string, text: (row: Row) => string])[],
): string[] {
  if (rows.length === 0) return [];
  const columns = [
    ...names.map(([title]) => ({ title, align: 'left' as const })),
    ...figures.map(({ title }) => ({ title, align: 'right' as const })),
  ];
  const cells = rows.map((row) => [
    ...names.map(([, text]) => text(row)),
    ...figures.map(({ text }) => text(row)),
  ]);
  return [markdownTable({ columns, rows: cells }).join('\n')];
}
