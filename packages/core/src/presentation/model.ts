import type { Source } from '../profile/window.ts';
import type { ReportQuery } from '../query/query.ts';
import type { StoreStatus } from '../store/store.ts';
import type { Comparison, JudgedChange } from './comparison.ts';
import type { FrameRow } from './frame-row.ts';

/**
 * What a report says, as plain JSON: a public format that scripts rely on. Other fields may join; a change that breaks
 * readers raises `format`. Times are whole microseconds; arrays are never null. See `docs/format.md`.
 */
export interface ReportModel {
  readonly format: 1;
  readonly sources: readonly Source[];
  /** Epoch microseconds; both 0 when there is nothing yet, or when a file does not tell. */
  readonly range: { readonly from: number; readonly to: number };
  /** The bounds that the query asked for, in epoch microseconds; 0 for none. */
  readonly chosen: TimeBounds;
  readonly totals: Totals;
  /**
   * What the functions are functions of, and their shares shares of: the chosen route, or all routes and the background;
   * with the garbage collection in it, without the profiler's own work.
   */
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
  /** Latencies of the chosen route, or of all. */
  readonly latency: LatencyHistogram;
  /** The chosen route, or the whole app, over time, oldest first. At most 60 slices, which may differ in length. */
  readonly activity: readonly ActivitySlice[];
  /** All that there is to choose from, whatever was chosen; absent for a profile from a file. */
  readonly history?: History;
  /** What is compared with: with `view=compare`, and with `view=flame` and `base`. */
  readonly base?: BaseProfile;
  /** With `view=compare`: `base` against what was chosen. */
  readonly comparison?: Comparison;
  /** With `view=flame`. */
  readonly flame?: FlameGraph;
  /** With `view=pivot` and `view=source`. */
  readonly pivot?: Pivot;
  /** With `view=source`. */
  readonly source?: SourceText;
}

export interface TimeBounds {
  readonly from: number;
  readonly to: number;
}

export interface BaseProfile {
  readonly sources: readonly Source[];
  /** As in the report. */
  readonly range: TimeBounds;
  readonly chosen: TimeBounds;
  readonly requests: number;
  readonly samples: number;
  /** Whether it may share measurements with what was chosen, which makes them more alike than they are. */
  readonly overlaps: boolean;
}

/** All that is kept of a service. */
export interface History {
  /**
   * At most 120, oldest first, without gaps but for time in which nothing was measured. A choice from the start of one
   * to the end of another is about just what these hold.
   */
  readonly slices: readonly ActivitySlice[];
  /** In the order in which they began. */
  readonly versions: readonly VersionSpan[];
  /** Those of which something is kept apart from others; the one seen last first. */
  readonly processes: readonly ProcessSpan[];
  /** All that share the store, sorted. */
  readonly services: readonly string[];
  /** Epoch microseconds; 0 for never. */
  readonly clearedMicros: number;
  readonly store: StoreStatus;
}

export interface VersionSpan {
  readonly service: string;
  readonly version: string;
  /** Epoch microseconds of the first and the last measurement of it that is kept. */
  readonly fromMicros: number;
  readonly toMicros: number;
}

export interface ProcessSpan extends VersionSpan {
  readonly instance: string;
  readonly pid: number;
  readonly node: string;
  /** Whether this process made the report. */
  readonly isThis: boolean;
}

/** Bins without gaps, as wide as each other on a logarithmic scale; empty lists when there were no requests. */
export interface LatencyHistogram {
  readonly lowerMicros: readonly number[];
  readonly upperMicros: readonly number[];
  /** Requests. */
  readonly count: readonly number[];
}

export interface ActivitySlice {
  /** Epoch microseconds. */
  readonly startMicros: number;
  readonly endMicros: number;
  readonly requests: number;
  readonly cpuMicros: number;
  /** Of latencies; 0 without requests. */
  readonly p95Micros: number;
}

/** `elapsed` = routes' `wallMicros` + `background` + `gc` + `profiler` + `idle`. */
export interface Totals {
  readonly elapsedMicros: number;
  /** CPU time of the JavaScript thread, all work together. */
  readonly cpuMicros: number;
  /** The same without the profiler's own work: what shares of the whole app are shares of. */
  readonly appCpuMicros: number;
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
  /** CPU microseconds in each slice of `activity`. */
  readonly activity: readonly number[];
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
}

export interface CallRow {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly totalSamples: number;
  readonly totalCpuMicros: number;
  readonly totalWallMicros: number;
}

/**
 * Stacks merged from the root down, as lists of the same length: node i's caller is node `parent[i]`, parents come
 * first, node 0 is the root and has no frame (-1). Weights are each node's own (self).
 */
export interface FlameGraph {
  readonly parent: readonly number[];
  /** An index into `frames`. */
  readonly frame: readonly number[];
  readonly samples: readonly number[];
  readonly cpuMicros: readonly number[];
  readonly wallMicros: readonly number[];
  readonly frames: readonly FlameFrame[];
  /**
   * What was too light to be shown, and is in nodes named `(pruned)`: their weight, and how many nodes this answer left
   * out, counted in each route's own tree: they are never merged.
   */
  readonly pruned: { readonly nodes: number; readonly cpuMicros: number; readonly samples: number };
  /** With a filter: the indexes of frames that it matches. */
  readonly matched?: readonly number[];
  /** With `base`. */
  readonly base?: FlameBase;
}

/** A function of a flame graph. */
export interface FlameFrame extends FrameRow {
  /** With `base`, where the comparison of the two lists it: its CPU per request over all places, by itself and with calls. */
  readonly judged?: { readonly self: JudgedChange; readonly total: JudgedChange };
}

/**
 * The same nodes in what is compared with: what it would have taken for the requests of this profile. Each route's time
 * is multiplied by this profile's requests of the route, divided by its own; that of the background goes by the time
 * that was measured.
 */
export interface FlameBase {
  readonly cpuMicros: readonly number[];
  readonly wallMicros: readonly number[];
  /** As they were taken. */
  readonly samples: readonly number[];
  /** Of routes that had no requests in one of the two profiles, so that they cannot be compared: not in the lists. */
  readonly leftOut: { readonly requests: number; readonly cpuMicros: number; readonly samples: number };
  /** CPU per request of all requests together; absent with `root`, and where nothing compares. */
  readonly judged?: JudgedChange;
}

/** One function between those that called it and those that it called, heaviest first. */
export interface Pivot {
  readonly function: FunctionRow;
  readonly callers: readonly CallRow[];
  readonly callees: readonly CallRow[];
}

/** The lines around a function, or why there are none. */
export type SourceText =
  | {
      readonly file: string;
      /** The number of the first of `lines`, from 1. */
      readonly firstLine: number;
      readonly lines: readonly string[];
      /** Where the function begins. */
      readonly functionLine: number;
    }
  | { readonly unavailable: string };

export interface RowCount {
  readonly all: number;
  readonly matched: number;
  readonly shown: number;
}

/** How the profiler itself is. */
export interface ProfilerStatus {
  /** Of the moment that the report is about: while `./live` still says the same, a report would say nothing new. */
  readonly stamp: string;
  /** The profile is from a file: nothing is measured, so there is nothing to clear, to pause or to wait for. */
  readonly fixed?: true;
  readonly paused: boolean;
  readonly engine: string;
  /** Why a better engine was passed over. */
  readonly passedOver?: string;
  /** Samples per second, as asked. */
  readonly rate: number;
  readonly openRequests: number;
  /**
   * Requests that Node's HTTP server answered before they reached the profiler, since the start or the last clear: it is
   * mounted after their routes.
   */
  readonly missedRequests: number;
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
