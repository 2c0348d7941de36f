import type { Frame } from '../sample/stack-tree.ts';
import type { BlockSums } from './blocks.ts';
import type { CallTree, NamedTrees } from './call-tree.ts';
import type { RouteFollowing } from './following.ts';
import type { LatencySketch } from './latency.ts';
import type { Ledger } from './ledger.ts';
import type { LoopDelays } from './loop-delays.ts';
import type { Measure } from './measure.ts';
import type { ProcessRows } from './process-rows.ts';
import type { RouteTraces } from './route-traces.ts';
import type { UnknownFields, UnknownKeys } from './unknown-keys.ts';

/** Changes when a reader of an older version would misread a window. */
export const windowFormat = 1;

/** The process that measured. */
export interface Source {
  readonly service: string;
  readonly version: string;
  /** Tells two processes apart, also when the system reuses a pid. */
  readonly instance: string;
  readonly pid: number;
  /** The name of its machine, or of its container. Absent in older files. */
  readonly host?: string;
  readonly node: string;
  readonly engine: string;
  /** Samples per second. */
  readonly rate: number;
  /** Other processes gave stacks, and this one did not. */
  readonly noStacks?: true;
  /** It stands for many processes, which are not named: `instance` is `''`, `pid` 0. The most that there were at a time. */
  readonly many?: { readonly processes: number; readonly stackProcesses: number };
}

/** Requests of one route in one span of time, and the CPU they used. */
export interface RouteWindow {
  readonly method: string;
  readonly route: string;
  readonly requests: number;
  /** Responses by first digit of the status: [1xx, 2xx, 3xx, 4xx, 5xx]. */
  readonly statusClasses: readonly number[];
  readonly aborted: number;
  readonly latency: LatencySketch;
  /** Garbage collection while this route ran; part of the window's `gcMicros`, not of the tree. */
  readonly gcMicros: number;
  /** Samples, wall time and CPU time. */
  readonly tree: CallTree;
  readonly others?: NamedTrees;
  /** Absent where no request was traced. */
  readonly traces?: RouteTraces;
  /** Absent where every request was followed, and nothing kept the profiler from following it. */
  readonly following?: RouteFollowing;
  readonly unknown?: UnknownKeys;
}

/**
 * One span of time; immutable. Times and weights are whole microseconds. What `routes` and `runtime` hold adds up to
 * `elapsedMicros`. Merging windows is adding them: see `mergeWindows`.
 */
export interface Window {
  readonly format: typeof windowFormat;
  readonly sources: readonly Source[];
  /** Epoch microseconds. */
  readonly startMicros: number;
  readonly endMicros: number;
  /** Measured time: without pauses, and summed over processes. */
  readonly elapsedMicros: number;
  readonly frames: readonly Frame[];
  readonly routes: readonly RouteWindow[];
  readonly runtime: RuntimeWindow;
  /** Absent where the loop was not watched. */
  readonly loopDelays?: LoopDelays;
  /** Absent where the loop was never blocked. */
  readonly blocks?: BlockSums;
  /** Of several processes, where it is known what each of them did. */
  readonly processes?: ProcessRows;
  /** The measure that an imported profile asks to show first. */
  readonly preferred?: Measure;
  readonly unknown?: UnknownFields;
  /** Absent in files of other tools, and where windows of several processes were added up. */
  readonly ledger?: Ledger;
  /** Requests of its time whose windows were gone when they were to be merged into it. */
  readonly lostRequests?: number;
  /** How many unknown fields were dropped when windows were merged. */
  readonly droppedFields?: number;
}

/** Whether all of it is from files of other tools, which may lack CPU time. In our own windows, a CPU time of 0 was measured. */
export function isForeign({ sources }: Pick<Window, 'sources'>): boolean {
  return sources.every(({ engine }) => engine === 'pprof');
}

/** 2000-01-01, and the last moment that a `Date` can hold. */
const earliestMicros = 946_684_800_000_000;
const latestMicros = 8_640_000_000_000_000_000;

/**
 * The time of day that a window covers, in epoch microseconds; both 0 when it is not known, because files of other
 * tools may have their own clock, or none.
 */
export function timeOfDay({ startMicros, endMicros }: Window): {
  readonly from: number;
  readonly to: number;
} {
  const isKnown = endMicros >= earliestMicros && endMicros <= latestMicros;
  return isKnown ? { from: startMicros, to: endMicros } : { from: 0, to: 0 };
}

/** What no request caused. */
export interface RuntimeWindow {
  readonly idleMicros: number;
  readonly gcMicros: number;
  readonly gcSamples: number;
  readonly gcCpuMicros: number;
  readonly background: CallTree;
  /** Trees of other measures, beside `background`. */
  readonly others?: NamedTrees;
  readonly profiler: CallTree;
  readonly unknown?: UnknownKeys;
  /** Samples that could not be attributed because a buffer was full; their time is in `background`. */
  readonly lost: number;
  /** How much of the elapsed time no samples were taken in; absent where they always were. Its busy part is in `background`. */
  readonly offMicros?: number;
}

/** Stand in for a route's name where no request caused the work. */
export const backgroundName = '(background)';
export const profilerName = '(profiler)';

/** Frames that are not functions. */
export const prunedName = '(pruned)';
export const unsampledName = '(unsampled)';
export const firstRequestName = '(first request)';
export const notFollowedName = '(requests that are not followed)';
export const offName = '(sampling is off)';
export const programName = '(program)';
export const ioName = '(node: I/O and parsing)';
export const gcName = '(garbage collector)';
