import { titleOf } from '../frameworks.ts';
import { isOwn, kindOf } from './kinds.ts';
import type { StoredCell } from './stored.ts';
import { dot, line, picture, text } from './svg.ts';

const width = 860;
const labels = 210;
const right = 70;
const rowHeight = 22;
const head = 46;
const ticks = [1, 1.5, 2, 3, 5, 10, 20, 50];

/** CPU for a request over that of the app without a profiler, with intervals, on a scale of ratios. */
export function plotCpu(cells: readonly StoredCell[]): string {
  const all = cells.flatMap(({ figures }) => figures.map(({ cpuRatio }) => cpuRatio));
  const least = Math.min(0.95, ...all.map(({ low }) => low));
  const most = Math.max(2, ...all.map(({ high }) => high)) * 1.05;
  const atX = (ratio: number): number =>
    labels + ((width - labels - right) * Math.log(ratio / least)) / Math.log(most / least);
  let y = 0;
  const body: string[] = [];
  for (const { framework, figures } of cells) {
    const rows = figures.slice(1);
    const bottom = y + head + rows.length * rowHeight;
    body.push(text(labels, y + 20, `${titleOf(framework)}, hello world`, 'start', 'bold'));
    for (const tick of ticks.filter((ratio) => ratio >= least && ratio <= most)) {
      body.push(line('grid', atX(tick), y + head - 8, atX(tick), bottom));
      body.push(text(atX(tick), y + head - 12, `${tick}×`, 'middle'));
    }
    rows.forEach(({ variant, cpuRatio: { low, median, high } }, i) => {
      const at = y + head + rowHeight * (i + 0.5);
      const kind = isOwn(variant) ? 'ours' : 'theirs';
      body.push(text(labels - 10, at + 4, kindOf(variant).name.replaceAll('`', ''), 'end'));
      body.push(line(kind, atX(low), at, atX(high), at, 2), dot(kind, atX(median), at));
      body.push(text(atX(high) + 10, at + 4, `${median.toFixed(2)}×`));
    });
    y = bottom + 16;
  }
  const title = `CPU time for a request, over that of the app without a profiler, with 95 % intervals: ${cells
    .map(({ framework }) => titleOf(framework))
    .join(' and ')}`;
  return picture(title, width, y, body);
}
