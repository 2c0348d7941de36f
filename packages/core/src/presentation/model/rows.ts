import type { FrameRow } from './frame-row.ts';
import type { LatencyParts } from './latency-rows.ts';

export interface RouteRow {
  readonly method: string;
  readonly route: string;
  readonly requests: number;
  /** Those of them that were followed. If not all were, the CPU time of the row is estimated from them. */
  readonly followed: number;
  /** Responses with a status of 500 or more. */
  readonly errors: number;
  readonly aborted: number;
  /** Responses by first digit of the status: [1xx, 2xx, 3xx, 4xx, 5xx]. */
  readonly statusClasses: readonly number[];
  readonly samples: number;
  /** CPU time of the thread, for work that this route caused, whenever it ran. */
  readonly cpuMicros: number;
  /** The standard error of `cpuMicros`, where it is estimated: it is within twice this of the truth 95 times in 100. */
  readonly cpuErrorMicros: number;
  readonly cpuPerRequestMicros: number;
  /** Share of `totals.appCpuMicros`, 0 to 1. */
  readonly cpuShare: number;
  /** Time on the loop. */
  readonly wallMicros: number;
  /** Garbage collection while it ran; counted under `totals.gcMicros`, not in `wallMicros`. */
  readonly gcMicros: number;
  readonly latencyMicros: {
    readonly mean: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  };
  /** What its latency is made of, measured on the requests that were traced. */
  readonly latencyParts: LatencyParts;
  /** CPU microseconds in each slice of `activity`. */
  readonly activity: readonly number[];
  /** In reports of another measure, instead of `cpuMicros`, `cpuShare` and `cpuPerRequestMicros`. */
  readonly amount?: number;
  readonly amountShare?: number;
  readonly amountPerRequest?: number;
}

export interface FunctionRow extends FrameRow {
  /** Samples in the function itself, and in it or below it. */
  readonly samples: number;
  readonly totalSamples: number;
  readonly selfCpuMicros: number;
  readonly totalCpuMicros: number;
  readonly selfWallMicros: number;
  readonly totalWallMicros: number;
  /** With `view=callers`: who called it, heaviest first. Totals are those of this function when called from there. */
  readonly callers?: readonly CallRow[];
  /** With `view=callees`: what it called, heaviest first. */
  readonly callees?: readonly CallRow[];
  /** In reports of another measure, instead of `selfCpuMicros` and `totalCpuMicros`. */
  readonly self?: number;
  readonly total?: number;
}

export interface CallRow {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly totalSamples: number;
  readonly totalCpuMicros: number;
  readonly totalWallMicros: number;
  /** In reports of another measure, instead of `totalCpuMicros`. */
  readonly total?: number;
}

/** A line of a function, with `view=source`. */
export interface LineRow {
  /** Of the code that ran: where a source map leads to another file, these are lines of the compiled one. */
  readonly file: string;
  readonly line: number;
  /** Samples that ended in the line, and those that ended in it or in what it called. */
  readonly samples: number;
  readonly totalSamples: number;
  readonly selfCpuMicros: number;
  readonly totalCpuMicros: number;
  readonly selfWallMicros: number;
  readonly totalWallMicros: number;
  /** In reports of another measure, instead of `selfCpuMicros` and `totalCpuMicros`. */
  readonly self?: number;
  readonly total?: number;
}

/** One function between those that called it and those that it called, heaviest first. */
export interface Pivot {
  readonly function: FunctionRow;
  readonly callers: readonly CallRow[];
  readonly callees: readonly CallRow[];
}

export interface RowCount {
  readonly all: number;
  readonly matched: number;
  readonly shown: number;
}
