import type { ReportModel } from '../presentation/model/report.ts';
import { explainedRoute } from '../presentation/traced.ts';
import { compareLines } from './compare-text.ts';
import { latencyText } from './latency-blocks.ts';
import { sourceBlock } from './source-lines.ts';
import type { Painter } from './text-paint.ts';
import { textRowSteps } from './text-rows.ts';
import type { TextBlock } from './text-shapes.ts';
import { textTableSteps } from './text-table.ts';

/** What the view shows, as aligned lines: a table, a tree, or code. */
export function* textBlockSteps(
  model: ReportModel,
  width: number,
  paint: Painter,
): Generator<void, TextBlock> {
  if (model.comparison !== undefined)
    return { rows: compareLines(model.comparison, width, paint), leftOut: [] };
  if (model.query.view === 'source') return { rows: sourceBlock(model), leftOut: [] };
  const explained = explainedRoute(model);
  if (explained !== undefined) return latencyText(model, explained, width, paint);
  const table = yield* textRowSteps(model);
  if (table.rows.length === 0) return { rows: [], leftOut: [] };
  const { lines, leftOut } = yield* textTableSteps(table, width, paint);
  return { rows: lines, leftOut };
}
