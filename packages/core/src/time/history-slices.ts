import { grouped } from '../grouped.ts';
import type { ActivitySlice } from '../presentation/model/history.ts';
import { LatencyBuilder, quantileMicros } from '../profile/latency.ts';
import type { WindowSummary } from '../profile/window-summary.ts';

const mostSlices = 120;

/**
 * Windows in at most 120 slices, oldest first, none of which overlap. A window is in the slice that its middle is in, as
 * in `isChosen`: a selection from the start of one slice to the end of another gets exactly the windows of these slices.
 */
export function* historySliceSteps(summaries: readonly WindowSummary[]): Generator<void, ActivitySlice[]> {
  // While the profiler is paused, the open window becomes longer, but stays empty.
  const measured = summaries.filter(({ requests, cpuMicros }) => requests > 0 || cpuMicros > 0);
  const sorted = measured.sort((a, b) => middleOf(a) - middleOf(b));
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const start = Math.floor(middleOf(first));
  const width = Math.max(1, (Math.floor(middleOf(last)) - start) / mostSlices);
  // Bounds of slices are whole microseconds, so windows whose middles are within one share a slice.
  const sliceOf = (summary: WindowSummary): number =>
    Math.min(mostSlices - 1, Math.floor((Math.floor(middleOf(summary)) - start) / width));
  const groups = [...grouped(sorted, sliceOf).values()];
  const bounds = groups.map(boundsOf);
  yield;
  const slices: ActivitySlice[] = [];
  for (const [i, group] of groups.entries()) {
    const { startMicros, endMicros } = bounds[i] as Bounds;
    const [before, after] = [bounds[i - 1], bounds[i + 1]];
    slices.push({
      startMicros:
        before === undefined ? startMicros : Math.max(startMicros, between(before, bounds[i] as Bounds)),
      endMicros: after === undefined ? endMicros : Math.min(endMicros, between(bounds[i] as Bounds, after)),
      ...(yield* sumSteps(group)),
    });
    yield;
  }
  return slices;
}

interface Bounds {
  readonly startMicros: number;
  readonly endMicros: number;
  readonly firstMiddle: number;
  readonly lastMiddle: number;
}

function boundsOf(group: readonly WindowSummary[]): Bounds {
  const middles = group.map(middleOf);
  const [firstMiddle = 0, lastMiddle = 0] = [middles[0], middles.at(-1)];
  return {
    startMicros: Math.min(...group.map(({ startMicros }) => startMicros)),
    // A window without length has its middle at its end, which is no longer in the slice.
    endMicros: Math.max(Math.floor(lastMiddle) + 1, ...group.map(({ endMicros }) => endMicros)),
    firstMiddle,
    lastMiddle,
  };
}

/** Where one slice ends and the next begins when their windows overlap: after the one's last middle. */
function between(one: Bounds, next: Bounds): number {
  const half = Math.round((one.endMicros + next.startMicros) / 2);
  return Math.min(Math.floor(next.firstMiddle), Math.max(Math.floor(one.lastMiddle) + 1, half));
}

function middleOf({ startMicros, endMicros }: WindowSummary): number {
  return (startMicros + endMicros) / 2;
}

function* sumSteps(
  group: readonly WindowSummary[],
): Generator<void, Pick<ActivitySlice, 'requests' | 'cpuMicros' | 'p95Micros'>> {
  const latencies = new LatencyBuilder();
  for (const summary of group) {
    latencies.merge(summary.latency);
    yield;
  }
  return {
    requests: group.reduce((sum, { requests }) => sum + requests, 0),
    cpuMicros: group.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0),
    p95Micros: Math.round(quantileMicros(latencies.finish(), 0.95)),
  };
}
