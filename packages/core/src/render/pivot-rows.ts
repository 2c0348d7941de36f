import { amounts, formatAmount } from '../presentation/amount.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import type { CallRow } from '../presentation/model/rows.ts';
import { functionName, location } from '../presentation/names.ts';
import { formatCount, formatDuration, formatShare, shareOf } from '../presentation/quantity.ts';
import { longestPath, visibleName } from '../presentation/visible-text.ts';
import type { TextCell, TextRows } from './text-table.ts';

/** Who called a function, the function, and what it called; the shares are of its total. */
export function pivotRows(model: ReportModel): TextRows {
  const { pivot, query, measure } = model;
  const columns: TextRows['columns'] = [
    { title: 'share', align: 'right', need: 1 },
    { title: amounts('total', model), align: 'right', need: 1 },
    { title: 'total loop', align: 'right', need: 2 },
    { title: 'samples', align: 'right', need: 2 },
    { title: 'who called it, the function, what it called', align: 'left', need: 1 },
    { title: 'where', align: 'left', need: 1, whole: query.full },
  ];
  if (pivot === undefined) return { columns, rows: [] };
  const { totalCpuMicros } = pivot.function;
  const row = (call: CallRow, mark: string, paint: TextCell['paint'] = 'plain'): TextCell[] => [
    { text: formatShare(shareOf(call.totalCpuMicros, totalCpuMicros)) },
    { text: formatAmount(call.totalCpuMicros, measure) },
    { text: formatDuration(call.totalWallMicros) },
    { text: formatCount(call.totalSamples) },
    { text: mark + visibleName(functionName(call)), paint },
    { text: visibleName(location(call), longestPath), paint: 'faint' },
  ];
  return {
    columns,
    rows: [
      ...pivot.callers.map((call) => row(call, '← ')),
      row(pivot.function, '', 'strong'),
      ...pivot.callees.map((call) => row(call, '→ ')),
    ],
  };
}
