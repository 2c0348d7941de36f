import type { ReportModel } from '../presentation/model/report.ts';
import type { View } from '../query/query.ts';
import { compareBlocks } from './compare-markdown.ts';
import { markdownRows } from './markdown-rows.ts';
import { markdownTable } from './markdown-table.ts';
import { textBlock } from './text-block.ts';
import { createPainter } from './text-paint.ts';

const width = 160;
const plain = createPainter(false);
/** Views that have a Markdown table; the others are shown as text. */
const tables: readonly View[] = ['routes', 'functions', 'callers', 'callees', 'compare'];

/** What the view shows: a table, or a block of text where spaces matter. Empty when there is nothing. */
export function markdownBlock(model: ReportModel): string[] {
  const { view } = model.query;
  if (model.comparison !== undefined) return [compareBlocks(model.comparison).join('\n\n')];
  if (!tables.includes(view)) {
    const { rows } = textBlock(model, width, plain);
    return rows.length === 0 ? [] : fenced(rows);
  }
  const table = markdownRows(model);
  return table.rows.length === 0 ? [] : markdownTable(table);
}

/** The fence is longer than any run of backticks inside. */
function fenced(rows: readonly string[]): string[] {
  const longest = rows
    .flatMap((row) => row.match(/`+/g) ?? [])
    .reduce((most, { length }) => Math.max(most, length), 2);
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...rows, fence];
}
