import { callSides, pivotColumns, scopeOfCalls } from '../presentation/call-columns.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import type { CallRow } from '../presentation/model/rows.ts';
import { functionName, location } from '../presentation/names.ts';
import { scopeOf } from '../presentation/scope.ts';
import { longestPath, visibleName } from '../presentation/visible-text.ts';
import type { TextCell, TextRows } from './text-table.ts';

/** Who called a function, the function, and what it called; the shares are of its total. */
export function pivotRows(model: ReportModel): TextRows {
  const { pivot, query } = model;
  const numbers = pivotColumns(model);
  const columns: TextRows['columns'] = [
    ...numbers.map(({ title, need }) => ({ title, need, align: 'right' as const })),
    { title: 'who called it, the function, what it called', align: 'left', need: 1 },
    { title: 'where', align: 'left', need: 1, whole: query.full },
  ];
  if (pivot === undefined) return { columns, rows: [] };
  const scope = scopeOfCalls(pivot.function, scopeOf(model));
  const row = (call: CallRow, mark: string, paint: TextCell['paint'] = 'plain'): TextCell[] => [
    ...numbers.map(({ text }) => ({ text: text(call, scope) })),
    { text: mark + visibleName(functionName(call)), paint },
    { text: visibleName(location(call), longestPath), paint: 'faint' },
  ];
  return {
    columns,
    rows: [
      ...pivot.callers.map((call) => row(call, callSides.callers.mark)),
      row(pivot.function, '', 'strong'),
      ...pivot.callees.map((call) => row(call, callSides.callees.mark)),
    ],
  };
}
