import { rungOf } from '../../../core/src/store/shared/rungs.ts';
import { ladder } from './compaction.ts';
import type { WindowLength } from './counting-store.ts';
import type { CpuErrors } from './cpu-errors.ts';
import { midnightMillis } from './process-window.ts';
import type { Seen, Simulation } from './simulate.ts';

/** What is kept of a simulation: figures for a table and a picture. */
export interface Figures {
  readonly place: string;
  readonly processes: number;
  readonly sampled: number;
  /** What was simulated in full, and the hours of copies before it. */
  readonly minutes: number;
  readonly hoursBefore: number;
  readonly openSeconds: number;
  /** By the fleet. */
  readonly appendsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Of a core, for the process that merges. Extrapolated where nothing was merged yet. */
  readonly mergingShare: number;
  readonly longestPassSeconds: number;
  readonly kept: Readonly<
    Partial<Record<WindowLength, { readonly windows: number; readonly bytes: number }>>
  >;
  /** What Redis says that it takes. */
  readonly usedBytes?: number;
  readonly first: ViewFigures;
  readonly refined: ViewFigures;
  /** The same after a whole day: extrapolated from what grows with the time. */
  readonly day: { readonly windows: number; readonly bytes: number; readonly firstCpuSeconds: number };
  /** In all windows of an hour. */
  readonly errors: CpuErrors;
}

export interface ViewFigures {
  readonly seconds: number;
  /** Until it was known what there is. */
  readonly listSeconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
  readonly heldMillis: number;
  readonly reads: number;
  readonly bytes: number;
}

const dayMinutes = 24 * 60;
/** Windows of up to so many minutes wait to be merged with those of other processes. */
const unmergedMinutes = 10;

export function figuresOf(
  place: string,
  simulation: Simulation,
  facts: Pick<Figures, 'errors' | 'usedBytes'>,
): Figures {
  const { processes, sampled, minutes, hoursBefore, openMillis, counts, passes } = simulation;
  const openSeconds = openMillis / 1000;
  const appendsPerSecond = processes / openSeconds;
  return {
    ...{ place, processes, sampled, minutes, hoursBefore, openSeconds, appendsPerSecond },
    errors: facts.errors,
    bytesPerSecond: (counts.appendedBytes / Math.max(1, counts.appends)) * appendsPerSecond,
    mergingShare: mergingShareOf(simulation, appendsPerSecond),
    longestPassSeconds: Math.max(0, ...passes.map(({ millis }) => millis)) / 1000,
    kept: Object.fromEntries(simulation.kept),
    ...(facts.usedBytes !== undefined && { usedBytes: facts.usedBytes }),
    first: viewFigures(simulation.first, simulation.listMillis),
    refined: viewFigures(simulation.refined, 0),
    day: dayOf(simulation),
  };
}

/** To merge a window is to read it and add it up, as for a view. */
function mergingShareOf(
  { minutes, counts, passes, first, listMillis }: Simulation,
  perSecond: number,
): number {
  if (counts.publishes === 0) {
    const readMillis = first.cpuMillis * (1 - listMillis / first.millis);
    return ((readMillis / Math.max(1, first.counts.reads)) * perSecond) / 1000;
  }
  return passes.reduce((sum, { cpuMillis }) => sum + cpuMillis, 0) / (minutes * 60_000);
}

function viewFigures(
  { millis, cpuMillis, peakMegabytes, longestHeldMillis, counts }: Seen,
  listMillis: number,
): ViewFigures {
  return {
    ...{ seconds: millis / 1000, listSeconds: listMillis / 1000, cpuSeconds: cpuMillis / 1000 },
    ...{ megabytes: peakMegabytes, heldMillis: longestHeldMillis },
    reads: counts.starts + counts.reads,
    bytes: counts.startBytes + counts.readBytes,
  };
}

/**
 * Coarse windows of a whole day are there. There are more of the fine ones after a day, by the time for which they are kept; and
 * where less was simulated than what waits to be merged, more of them have to be read.
 */
function dayOf({ minutes, openMillis, kept, listMillis, first }: Simulation): Figures['day'] {
  // The first windows are closed when the others begin.
  const writtenMinutes = minutes - openMillis / 60_000;
  const growthOf = (length: WindowLength): number => {
    const millis = { 'as written': openMillis, '1 min': 60_000 + openMillis, '10 min': 0, '1 h': 0 }[length];
    return millis === 0 ? 1 : Math.max(1, Math.min(dayMinutes, keptMinutes(millis, length)) / writtenMinutes);
  };
  let [windows, bytes, windowsNow] = [0, 0, 0];
  for (const [length, now] of kept) {
    windows += now.windows * growthOf(length);
    bytes += now.bytes * growthOf(length);
    windowsNow += now.windows;
  }
  const readMillis = (first.millis - listMillis) * Math.max(1, unmergedMinutes / writtenMinutes);
  const firstMillis = (listMillis * windows) / Math.max(1, windowsNow) + readMillis;
  // On a busy machine the rest of the time went to others.
  const firstCpuSeconds = (firstMillis * (first.cpuMillis / first.millis)) / 1000;
  return { windows: Math.round(windows), bytes: Math.round(bytes), firstCpuSeconds };
}

/** For how long windows of this length are kept, by the code that removes them. */
function keptMinutes(millis: number, length: WindowLength): number {
  const startMicros = midnightMillis * 1000;
  const head = {
    ...{ sources: [], startMicros, endMicros: startMicros + millis * 1000, requests: 0, cpuMicros: 0 },
    latency: { bin: new Int32Array(), count: new Float64Array(), sumMicros: 0, maxMicros: 0 },
    ...{ covers: length === 'as written' ? [] : ['others'], beneath: [] },
  };
  const rung = rungOf({ name: '', bytes: 0, head }, ladder);
  return (rung?.forMillis ?? Number.POSITIVE_INFINITY) / 60_000;
}
