import type { ActivitySlice } from '../../../core/src/presentation/model/history.ts';
import { BarChart, type BarTick } from '../parts/bar-chart.tsx';
import { formatCount, formatDuration, formatShare, plural, shareOf } from '../shared.ts';
import { clockText, zoneText } from '../text/times.ts';
import { ratedMicros, slicePlaces } from './slice-places.ts';

/** CPU use over the measured time. */
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
      title: `${clockText(startMicros)}: CPU ${formatShare(share)}, ${plural(requests, 'request')}${latency}`,
      cells: [clockText(startMicros), formatShare(share), formatCount(requests), p95],
    };
  });
  const highest = Math.max(0, ...bars.map(({ value }) => value));
  const first = slices[0];
  const last = slices[slices.length - 1];
  const ticks = first === undefined || last === undefined ? [] : ticksOf(first, last);
  return (
    <BarChart
      title={`CPU${of} over time`}
      note={first === undefined ? undefined : `times in ${zoneText(first.startMicros)}`}
      top={`${formatShare(highest)} of a core`}
      summary={`CPU over time, at most ${formatShare(highest)} of a core`}
      bars={bars}
      heads={['From', 'CPU', 'Requests', 'p95']}
      ticks={ticks}
    />
  );
}

function ticksOf(first: ActivitySlice, last: ActivitySlice): BarTick[] {
  const middle = (first.startMicros + last.endMicros) / 2;
  const times = [first.startMicros, middle, last.endMicros];
  return times.map((micros, index) => ({ at: index / 2, text: clockText(micros) }));
}
