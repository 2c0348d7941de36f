import type { ActivitySlice } from '../../../core/src/presentation/model.ts';
import { BarChart, type BarTick } from '../parts/bar-chart.tsx';
import { formatCount, formatDuration, formatShare, plural, shareOf } from '../shared.ts';
import { ratedMicros, slicePlaces } from './slice-places.ts';

/** How busy the processor was over the measured time. */
export function ActivityChart({
  slices,
  of,
}: {
  readonly slices: readonly ActivitySlice[];
  readonly of: string;
}) {
  const places = slicePlaces(slices);
  const bars = slices.map((slice, index) => {
    const { startMicros, requests, cpuMicros, p95Micros } = slice;
    const share = shareOf(cpuMicros, ratedMicros(slice));
    const p95 = requests > 0 ? formatDuration(p95Micros) : '–';
    const latency = requests > 0 ? `, p95 ${p95}` : '';
    return {
      ...places[index],
      value: share,
      title: `${clock(startMicros)}: CPU ${formatShare(share)}, ${plural(requests, 'request')}${latency}`,
      cells: [clock(startMicros), formatShare(share), formatCount(requests), p95],
    };
  });
  const highest = Math.max(0, ...bars.map(({ value }) => value));
  const first = slices[0];
  const last = slices[slices.length - 1];
  const ticks = first === undefined || last === undefined ? [] : ticksOf(first, last, slices.length);
  return (
    <BarChart
      title={`CPU${of} over time`}
      note={highest > 0 ? `highest ${formatShare(highest)} of a core` : undefined}
      summary={`CPU over time, at most ${formatShare(highest)} of a core`}
      bars={bars}
      heads={['From', 'CPU', 'Requests', 'p95']}
      ticks={ticks}
    />
  );
}

/** As few slices as at the start have no room for two labels below them. */
const fewSlices = 10;

function ticksOf(first: ActivitySlice, last: ActivitySlice, count: number): BarTick[] {
  const [from, to] = [clock(first.startMicros), clock(last.endMicros)];
  if (count < fewSlices) return [{ at: 0, text: `${from.replace(' UTC', '')} to ${to}` }];
  return [
    { at: 0, text: from },
    { at: 1, text: to },
  ];
}

function clock(epochMicros: number): string {
  const date = new Date(epochMicros / 1000);
  return Number.isNaN(date.getTime()) ? '–' : `${date.toISOString().slice(11, 19)} UTC`;
}
