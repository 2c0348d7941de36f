import { styleText } from 'node:util';
import type { LoadTally } from './load/plan.ts';
import type { ReportRoute } from './report.ts';

const BAR_CELLS = 6;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** `12 s   158 requests/s   1,890 sent   38 errors, as expected` */
export function tallyText({ elapsedMillis, sent, errors, unexpected }: LoadTally): string {
  const seconds = elapsedMillis / 1000;
  const rate = seconds > 0 ? Math.round(sent / seconds) : 0;
  const expected = unexpected === 0 ? 'as expected' : `${unexpected} answers not as expected`;
  const problems = `${errors} ${errors === 1 ? 'error' : 'errors'}, ${expected}`;
  return `${Math.floor(seconds)} s   ${rate} requests/s   ${sent.toLocaleString('en')} sent   ${problems}`;
}

/** The busiest routes that fit into the columns, each with a bar for its share of the routes' CPU. */
export function busiestRoutesText(routes: readonly ReportRoute[], columns: number): string {
  const totalMicros = routes.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0);
  const busiest = routes.toSorted((left, right) => right.cpuMicros - left.cpuMicros);
  const highestMicros = busiest[0]?.cpuMicros ?? 0;
  let text = '';
  let columnsLeft = columns;
  for (const { route, cpuMicros } of busiest) {
    const bar = barText(cpuMicros / highestMicros);
    const share = ` ${Math.round((100 * cpuMicros) / totalMicros)} %`;
    columnsLeft -= 4 + route.length + bar.length + share.length;
    if (!(cpuMicros > 0) || columnsLeft < 0) break;
    text += `   ${route} ${styleText('cyan', bar)}${share}`;
  }
  return text;
}

function barText(share: number): string {
  const eighths = Math.round(share * BAR_CELLS * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}
