import { partName } from '../presentation/latency-parts.ts';
import type { SlowRequest } from '../presentation/model/latency-rows.ts';
import { location } from '../presentation/names.ts';
import { formatDuration } from '../presentation/quantity.ts';
import { type Lane, lanesOf, type Stretch, ticksOf } from '../presentation/request-lanes.ts';
import { clipMiddle, textWidth } from '../presentation/text-width.ts';
import { visibleName } from '../presentation/visible-text.ts';

const mostLanes = 14;
const widest = 100;
const leastAxis = 20;
const longestLabel = 44;
const gap = '  ';

/**
 * A request as lines of plain characters: a lane for its own work, each place of waits and each delayer, on one time axis.
 * The first line has the axis. Fits into `width` cells where that leaves room for a picture.
 */
export function requestTimeLine(request: SlowRequest, width: number): string[] {
  const lanes = lanesOf(request, mostLanes).map((lane) => ({
    label: labelOf(lane),
    amount: `${lane.kind === 'before' ? '≈ ' : ''}${formatDuration(lane.micros)}`,
    lane,
  }));
  const room = Math.min(width, widest);
  const amounts = Math.max(0, ...lanes.map(({ amount }) => amount.length));
  const labels = Math.min(
    Math.max(0, ...lanes.map(({ label }) => textWidth(label))),
    longestLabel,
    Math.max(leastAxis, Math.floor((room - amounts) / 2)),
  );
  const cells = Math.max(leastAxis, room - labels - amounts - 2 * gap.length);
  const axis = axisLine(request, cells);
  return [
    ' '.repeat(labels) + gap + axis,
    ...lanes.map(({ label, amount, lane }) =>
      [padded(label, labels), drawn(lane.stretches, cells), amount.padStart(amounts)].join(gap),
    ),
  ];
}

function labelOf({ kind, name, wait, stretches }: Lane): string {
  if (wait !== undefined) {
    const times = stretches.length > 1 ? ` ×${stretches.length}` : '';
    const place = location({ file: wait.file, line: wait.line });
    return visibleName(`${wait.name} → ${name}${times} ${place}`.trim());
  }
  if (kind === 'queued') return visibleName(`queued behind ${name}`);
  return name === '' ? partName(kind) : visibleName(name);
}

function padded(label: string, width: number): string {
  const clipped = clipMiddle(label, width);
  return clipped + ' '.repeat(Math.max(0, width - textWidth(clipped)));
}

/** Whatever is short has a cell, too: that it happened matters. An estimate is drawn in grey. */
function drawn(stretches: readonly Stretch[], cells: number): string {
  const line = Array.from({ length: cells }, () => ' ');
  for (const { kind, from, width } of stretches) {
    const first = Math.min(cells - 1, Math.floor(from * cells));
    const end = Math.max(first + 1, Math.min(cells, Math.round((from + width) * cells)));
    line.fill(kind === 'before' ? '░' : '█', first, end);
  }
  return line.join('');
}

/** Moments where they are; the last ends where the axis ends. One that has no room beside it is left out. */
function axisLine(request: SlowRequest, cells: number): string {
  const ticks = ticksOf(request, Math.min(0.4, 10 / cells)).map(({ at, text }) => ({
    text,
    start: Math.min(Math.floor(at * cells), cells - text.length),
  }));
  const last = ticks.pop();
  let line = '';
  for (const { start, text } of ticks) {
    const hasRoom = last === undefined || start + text.length < last.start;
    if (hasRoom && (line === '' || start > line.length)) line = line.padEnd(start) + text;
  }
  return last === undefined ? line : line.padEnd(last.start) + last.text;
}
