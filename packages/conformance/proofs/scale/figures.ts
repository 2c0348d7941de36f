import { ladder } from '../store/day-view.ts';
import type { WindowLength } from './counting-store.ts';
import type { CpuErrors } from './cpu-errors.ts';
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
  /** Of a core, for the process that merges. */
  readonly mergingShare: number;
  readonly longestPassSeconds: number;
  readonly kept: Readonly<
    Partial<Record<WindowLength, { readonly windows: number; readonly bytes: number }>>
  >;
  /** What Redis says that it takes. */
  readonly usedBytes?: number;
  readonly first: ViewFigures;
  /** Windows of the latest minutes that were not in it. */
  readonly unread: number;
  readonly refined: ViewFigures;
  /** After a whole day: extrapolated from what grows with the time. */
  readonly day: { readonly windows: number; readonly bytes: number };
  /** In all windows of an hour. */
  readonly errors: CpuErrors;
}

export interface ViewFigures {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
  readonly heldMillis: number;
  readonly reads: number;
  readonly bytes: number;
}

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
    mergingShare: mergingShareOf(simulation),
    longestPassSeconds: Math.max(0, ...passes.map(({ millis }) => millis)) / 1000,
    kept: Object.fromEntries(simulation.kept),
    ...(facts.usedBytes !== undefined && { usedBytes: facts.usedBytes }),
    first: viewFigures(simulation.first),
    unread: simulation.unread,
    refined: viewFigures(simulation.refined),
    day: dayOf(simulation),
  };
}

function mergingShareOf({ minutes, openMillis, passes }: Simulation): number {
  // The first windows are closed when the others begin.
  const millis = Math.max(1, minutes * 60_000 - openMillis);
  return passes.reduce((sum, { cpuMillis }) => sum + cpuMillis, 0) / millis;
}

function viewFigures({ millis, cpuMillis, peakMegabytes, longestHeldMillis, counts }: Seen): ViewFigures {
  return {
    ...{ seconds: millis / 1000, cpuSeconds: cpuMillis / 1000 },
    ...{ megabytes: peakMegabytes, heldMillis: longestHeldMillis },
    reads: counts.starts + counts.reads,
    bytes: counts.startBytes + counts.readBytes,
  };
}

/** Coarse windows of a whole day are there. There are more of the fine ones after a day, by the time for which they are kept. */
function dayOf({ minutes, openMillis, kept }: Simulation): Figures['day'] {
  const writtenMinutes = minutes - openMillis / 60_000;
  let [windows, bytes] = [0, 0];
  for (const [length, now] of kept) {
    const minutesKept = keptMinutes[length];
    const growth = minutesKept === undefined ? 1 : Math.max(1, minutesKept / writtenMinutes);
    windows += now.windows * growth;
    bytes += now.bytes * growth;
  }
  return { windows: Math.round(windows), bytes: Math.round(bytes) };
}

/** By the default retention; what is kept for a day or longer is there already. */
const keptMinutes: Readonly<Partial<Record<WindowLength, number>>> = {
  'as written': (ladder[0]?.forMillis ?? 0) / 60_000,
  '1 min': (ladder[1]?.forMillis ?? 0) / 60_000,
};
