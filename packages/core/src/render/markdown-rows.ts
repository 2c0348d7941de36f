import { mapSteps } from '../in-turns.ts';
import {
  type CallSide,
  type CallWeights,
  callColumns,
  callLines,
  callSides,
} from '../presentation/call-columns.ts';
import { capitalized } from '../presentation/capitalized.ts';
import type { Column } from '../presentation/column.ts';
import { functionColumns } from '../presentation/function-columns.ts';
import { partTexts } from '../presentation/latency-words.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import type { FunctionRow } from '../presentation/model/rows.ts';
import { functionName, location, originName, routeName } from '../presentation/names.ts';
import { besideParts, routeColumns } from '../presentation/route-columns.ts';
import { routeParts } from '../presentation/route-parts.ts';
import { scopeOf, type Whole, wholeApp } from '../presentation/scope.ts';
import { isTraced } from '../presentation/traced.ts';
import { longestPath } from '../presentation/visible-text.ts';
import { escapeMarkdown } from './markdown-escape.ts';
import { code, type MarkdownTable } from './markdown-table.ts';

/** The most important columns; JSON has all. */
export function* markdownRowSteps(model: ReportModel): Generator<void, MarkdownTable> {
  const { view, sort } = model.query;
  if (view === 'routes') return yield* routeRows(model);
  if (view === 'callers' || view === 'callees') return yield* callRows(model, view);
  const scope = scopeOf(model);
  const columns = essential(functionColumns(model), sort);
  return table(
    ['Function', 'Where', 'Code'],
    columns,
    yield* mapSteps(model.functions, (row) => [
      ...names(row),
      code(originName(row)),
      ...texts(columns, row, scope),
    ]),
  );
}

function* routeRows(model: ReportModel): Generator<void, MarkdownTable> {
  const { routes, query } = model;
  const parts = isTraced(model) ? routeParts(model, routes).byRoute : undefined;
  const columns = essential(parts === undefined ? routeColumns(model) : besideParts(model), query.sort);
  return table(
    ['Route', ...(parts === undefined ? [] : ['Latency by its parts'])],
    columns,
    yield* mapSteps(routes, (row) => [
      code(routeName(row)),
      ...(parts === undefined
        ? []
        : [escapeMarkdown(partTexts(parts.get(routeName(row)), row.latencyParts.cut).join(', '))]),
      ...texts(columns, row, wholeApp(model)),
    ]),
  );
}

function essential<Row>(columns: readonly Column<Row>[], sort: string): Column<Row>[] {
  return columns.filter((column) => column.need === 1 || column.sort === sort);
}

function texts<Row>(columns: readonly Column<Row>[], row: Row, scope: Whole): string[] {
  return columns.map((column) => column.text(row, scope));
}

function names(row: Pick<FunctionRow, 'name' | 'file' | 'line'>): string[] {
  return [code(functionName(row)), code(location(row), longestPath)];
}

function table<Row>(
  left: readonly string[],
  columns: readonly Column<Row>[],
  rows: readonly (readonly string[])[],
): MarkdownTable {
  return {
    columns: [
      ...left.map((title) => ({ title, align: 'left' as const })),
      ...columns.map(({ title }) => ({ title, align: 'right' as const })),
    ],
    rows,
  };
}

function* callRows(model: ReportModel, side: CallSide): Generator<void, MarkdownTable> {
  const columns = essential(callColumns(model), model.query.sort);
  const { title, mark } = callSides[side];
  return table(
    [capitalized(title), 'Where'],
    columns,
    yield* mapSteps(callLines(model.functions, side, scopeOf(model)), (line) => {
      if ('none' in line) return [mark + line.none, '', ...columns.map(() => '')];
      const row = 'call' in line ? line.call : line.function;
      const [called = '', where = ''] = names(row);
      return [
        'call' in line ? mark + called : called,
        where,
        ...texts<CallWeights>(columns, row, line.scope),
      ];
    }),
  );
}
