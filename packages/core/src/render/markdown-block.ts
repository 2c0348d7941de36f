import type { ReportModel } from '../presentation/model/report.ts';
import { explainedRoute } from '../presentation/traced.ts';
import type { View } from '../query/query.ts';
import { compareBlocks } from './compare-markdown.ts';
import { latencyMarkdown } from './latency-blocks.ts';
import { fenced } from './markdown-fence.ts';
import { markdownRowSteps } from './markdown-rows.ts';
import { markdownTable } from './markdown-table.ts';
import { textBlockSteps } from './text-block.ts';
import { createPainter } from './text-paint.ts';

const width = 160;
const plain = createPainter(false);
/** Views that have a Markdown table; the others are shown as text. */
const tables: readonly View[] = ['routes', 'functions', 'callers', 'callees', 'compare'];

/** What the view shows: a table, or a block of text where spaces matter. Empty when there is nothing. */
export function* markdownBlockSteps(model: ReportModel): Generator<void, string[]> {
  const { view } = model.query;
  if (model.comparison !== undefined) return [compareBlocks(model.comparison).join('\n\n')];
  const explained = explainedRoute(model);
  if (explained !== undefined) return latencyMarkdown(model, explained);
  if (!tables.includes(view)) {
    const { rows } = yield* textBlockSteps(model, width, plain);
    return rows.length === 0 ? [] : fenced(rows);
  }
  const table = yield* markdownRowSteps(model);
  return table.rows.length === 0 ? [] : markdownTable(table);
}
