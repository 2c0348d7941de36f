import type { Source } from '../profile/window.ts';
import type { ReportQuery } from './query.ts';

/** Whose code a function is. */
export type Origin = 'app' | 'dependency' | 'node' | 'native';

/**
 * What a report says, as plain JSON: a public format that scripts rely on. Other fields may join; a change that breaks
 * readers raises `format`. Times are whole microseconds; arrays are never null. See `docs/format.md`.
 */
export interface ReportModel {
  readonly format: 1;
  readonly sources: readonly Source[];
  /** Epoch microseconds; both 0 when there is nothing yet. */
  readonly range: { readonly from: number; readonly to: number };
  readonly totals: Totals;
  /** What the functions are functions of: the chosen route, or the whole app but for the profiler's own work. */
  readonly scope: { readonly cpuMicros: number; readonly wallMicros: number; readonly samples: number };
  /** The routes that the query chose, sorted and limited. */
  readonly routes: readonly RouteRow[];
  /** The functions that the query chose, sorted and limited. */
  readonly functions: readonly FunctionRow[];
  /** How many rows there are, before the filter and before the limit. */
  readonly counts: { readonly routes: RowCount; readonly functions: RowCount };
  /** What was asked, with defaults filled in. */
  readonly query: ReportQuery;
  /** Names of all routes, for choosing one: `'GET /orders/:id'`, and `'(background)'`, `'(profiler)'`. */
  readonly routeNames: readonly string[];
  readonly status: ProfilerStatus;
}

/** `elapsed` = routes' `wallMicros` + `background` + `gc` + `profiler` + `idle`. */
export interface Totals {
  readonly elapsedMicros: number;
  /** CPU time of the JavaScript thread, all work together. */
  readonly cpuMicros: number;
  readonly idleMicros: number;
  readonly gcMicros: number;
  readonly backgroundMicros: number;
  readonly profilerMicros: number;
  readonly routesMicros: number;
  readonly samples: number;
  readonly requests: number;
  readonly errors: number;
}

export interface RouteRow {
  readonly method: string;
  readonly route: string;
  readonly requests: number;
  /** Responses with a status of 500 or more. */
  readonly errors: number;
  readonly aborted: number;
  /** Responses by first digit of the status: [1xx, 2xx, 3xx, 4xx, 5xx]. */
  readonly statusClasses: readonly number[];
  readonly samples: number;
  /** CPU time of the thread, for work that this route caused, whenever it ran. */
  readonly cpuMicros: number;
  readonly cpuPerRequestMicros: number;
  /** Share of all CPU time, 0 to 1. */
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
}

export interface FunctionRow {
  readonly name: string;
  /** Shortened, unless the query says `full=1`; `''` for native code. */
  readonly file: string;
  /** From 1; 0 when unknown. Through the source map when there is one. */
  readonly line: number;
  readonly column: number;
  readonly origin: Origin;
  /** The dependency's package. */
  readonly package?: string;
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
}

export interface CallRow {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly totalSamples: number;
  readonly totalCpuMicros: number;
  readonly totalWallMicros: number;
}

export interface RowCount {
  readonly all: number;
  readonly matched: number;
  readonly shown: number;
}

/** How the profiler itself is. */
export interface ProfilerStatus {
  readonly paused: boolean;
  readonly engine: string;
  /** Why a better engine was passed over. */
  readonly passedOver?: string;
  /** Samples per second, as asked. */
  readonly rate: number;
  readonly openRequests: number;
  /** How often reading the samples has held the event loop, since the start or the last clear. */
  readonly drainHolds: number;
  /** How often of these for more than 2 ms, be it only because another process had the core. */
  readonly longDrainHolds: number;
  /** The longest of them. */
  readonly longestDrainMicros: number;
  /** Samples that could not be attributed because a buffer was full. */
  readonly lostSamples: number;
  /** The profiler's own failures, each once, with how often it happened. */
  readonly failures: readonly { readonly message: string; readonly count: number }[];
}
