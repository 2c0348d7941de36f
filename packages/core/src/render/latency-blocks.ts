import { requestWords } from '../presentation/latency-words.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import type { RouteRow } from '../presentation/model/rows.ts';
import { formatMoment } from '../presentation/quantity.ts';
import { isOf } from '../presentation/traced.ts';
import { visibleName } from '../presentation/visible-text.ts';
import { latencyTables } from './latency-tables.ts';
import { fenced } from './markdown-fence.ts';
import { code, markdownTable } from './markdown-table.ts';
import { requestTimeLine } from './request-time-line.ts';
import type { Painter } from './text-paint.ts';
import type { TextBlock } from './text-shapes.ts';
import { textTable } from './text-table.ts';

/** JSON has all that the report has. */
export const mostRequests = 3;

/** A route's latency, explained: of what, where, who is to blame, and examples. */
export function latencyText(model: ReportModel, row: RouteRow, width: number, paint: Painter): TextBlock {
  const tables = latencyTables(model, row, visibleName).map(({ title, table }) => ({
    title,
    ...textTable(table.columns, table.rows, width, paint),
  }));
  const rows = [
    ...tables.flatMap(({ title, lines }) => ['', paint('strong', title), ...lines]),
    ...slowest(model, row, width).flatMap(({ title, lines }) => ['', paint('strong', title), ...lines]),
  ];
  return { rows, leftOut: [...new Set(tables.flatMap(({ leftOut }) => leftOut))] };
}

const markdownWidth = 100;

export function latencyMarkdown(model: ReportModel, row: RouteRow): string[] {
  const tables = latencyTables(model, row, code).flatMap(({ title, table: { columns, rows } }) => {
    // Names first, as in all tables in Markdown.
    const order = [...columns.keys()].sort((a, b) => rank(columns[a]?.align) - rank(columns[b]?.align));
    return [
      `### ${title}`,
      '',
      ...markdownTable({
        columns: order.map((at) => ({
          title: capital(columns[at]?.title ?? ''),
          align: columns[at]?.align ?? 'left',
        })),
        rows: rows.map((cells) => order.map((at) => cells[at]?.text ?? '')),
      }),
      '',
    ];
  });
  const requests = slowest(model, row, markdownWidth).flatMap(({ title, lines }) => [
    `### ${title}`,
    '',
    ...fenced(lines),
    '',
  ]);
  return [...tables, ...requests].slice(0, -1);
}

function rank(align: 'left' | 'right' | undefined): number {
  return align === 'left' ? 0 : 1;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

interface TimeLine {
  readonly title: string;
  readonly lines: readonly string[];
}

function slowest({ slowest: all }: ReportModel, row: RouteRow, width: number): TimeLine[] {
  const requests = all.filter(isOf(row));
  const shown = requests.slice(0, mostRequests);
  return shown.map((request, index) => ({
    title: `Slow request ${index + 1} of ${requests.length}: ${requestWords(request, formatMoment(request.at))}`,
    lines: requestTimeLine(request, width),
  }));
}
