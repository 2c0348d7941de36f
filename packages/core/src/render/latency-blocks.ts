import { requestWords } from '../presentation/latency-words.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import type { RouteRow } from '../presentation/model/rows.ts';
import { formatMoment } from '../presentation/quantity.ts';
import { isOf } from '../presentation/traced.ts';
import { visibleName } from '../presentation/visible-text.ts';
import { latencyTables } from './latency-tables.ts';
import { fenced } from './markdown-fence.ts';
import { code } from './markdown-table.ts';
import { requestTimeLine } from './request-time-line.ts';
import type { Painter } from './text-paint.ts';
import type { TextBlock } from './text-shapes.ts';
import { titledMarkdown, titledText } from './titled-tables.ts';

/** JSON has all that the report has. */
export const mostRequests = 3;

/** A route's latency, explained: of what, where, who is to blame, and examples. */
export function latencyText(model: ReportModel, row: RouteRow, width: number, paint: Painter): TextBlock {
  const tables = titledText(latencyTables(model, row, visibleName), width, paint);
  const rows = [
    ...tables.rows,
    ...slowest(model, row, width).flatMap(({ title, lines }) => ['', paint('strong', title), ...lines]),
  ];
  return { rows, leftOut: tables.leftOut };
}

const markdownWidth = 100;

export function latencyMarkdown(model: ReportModel, row: RouteRow): string[] {
  const tables = titledMarkdown(latencyTables(model, row, code), '###');
  const requests = slowest(model, row, markdownWidth).flatMap(({ title, lines }) => [
    `### ${title}`,
    '',
    ...fenced(lines),
    '',
  ]);
  return [...tables, ...requests].slice(0, -1);
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
