import { amounts, formatAmount } from '../presentation/amount.ts';
import type { Column } from '../presentation/column.ts';
import { functionColumns } from '../presentation/function-columns.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import type { FunctionRow } from '../presentation/model/rows.ts';
import { functionName, location, originName, routeName } from '../presentation/names.ts';
import { formatShare, shareOf } from '../presentation/quantity.ts';
import { routeColumns } from '../presentation/route-columns.ts';
import { type Scope, scopeOf, wholeApp } from '../presentation/scope.ts';
import { longestPath } from '../presentation/visible-text.ts';
import { code, type MarkdownTable } from './markdown-table.ts';

/** The most important columns; JSON has all. */
export function markdownRows(model: ReportModel): MarkdownTable {
  const { view, sort } = model.query;
  if (view === 'routes') {
    const columns = essential(routeColumns(model), sort);
    return table(
      ['Route'],
      columns,
      model.routes.map((row) => [code(routeName(row)), ...texts(columns, row, wholeApp(model))]),
    );
  }
  const scope = scopeOf(model);
  if (view === 'callers' || view === 'callees') return callRows(model, scope, view);
  const columns = essential(functionColumns(model), sort);
  return table(
    ['Function', 'Where', 'Code'],
    columns,
    model.functions.map((row) => [...names(row), code(originName(row)), ...texts(columns, row, scope)]),
  );
}

function essential<Row>(columns: readonly Column<Row>[], sort: string): Column<Row>[] {
  return columns.filter((column) => column.need === 1 || column.sort === sort);
}

function texts<Row>(columns: readonly Column<Row>[], row: Row, scope: Scope): string[] {
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

function callRows(model: ReportModel, scope: Scope, view: 'callers' | 'callees'): MarkdownTable {
  const arrow = view === 'callers' ? '← ' : '→ ';
  return {
    columns: [
      { title: `Function (${arrow}${view === 'callers' ? 'called by' : 'calls'})`, align: 'left' },
      { title: 'Where', align: 'left' },
      { title: amounts('self', model), align: 'right' },
      { title: amounts('total', model), align: 'right' },
      { title: 'share', align: 'right' },
    ],
    rows: model.functions.flatMap((row) => [
      [
        ...names(row),
        formatAmount(row.selfCpuMicros, scope.measure),
        formatAmount(row.totalCpuMicros, scope.measure),
        formatShare(shareOf(row.totalCpuMicros, scope.cpuMicros)),
      ],
      ...(row[view] ?? []).map((call) => [
        arrow + code(functionName(call)),
        code(location(call), longestPath),
        '',
        formatAmount(call.totalCpuMicros, scope.measure),
        formatShare(shareOf(call.totalCpuMicros, row.totalCpuMicros)),
      ]),
    ]),
  };
}
