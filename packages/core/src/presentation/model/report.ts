import type { Measure } from '../../profile/measure.ts';
import type { Source } from '../../profile/window.ts';
import type { ReportQuery } from '../../query/query.ts';
import type { BlockRow } from './block-rows.ts';
import type { Comparison } from './comparison.ts';
import type { FlameGraph } from './flame.ts';
import type { ActivitySlice, History, TimeBounds } from './history.ts';
import type { BlameRow, Finding, SlowRequest, WaitRow } from './latency-rows.ts';
import type { Outlier } from './outlier.ts';
import type { FunctionRow, LineRow, Pivot, RouteRow, RowCount } from './rows.ts';
import type { ProfilerStatus } from './status.ts';

/**
 * A report as plain JSON: a public format that scripts rely on. Fields may be added; a change that breaks readers raises
 * `format`. Times are whole microseconds; arrays are never null. See `docs/format.md`.
 */
export interface ReportModel {
  readonly format: 1;
  readonly sources: readonly Source[];
  /** Epoch microseconds; both 0 when nothing was measured yet, or when a file does not have it. */
  readonly range: { readonly from: number; readonly to: number };
  /** The bounds that the query asked for, in epoch microseconds; 0 for none. */
  readonly chosen: TimeBounds;
  readonly totals: Totals;
  /**
   * Only of a first look (`first=1`), if there is much to read: all counts, times and latencies are there, but what belongs to
   * stacks, traces and blocks is not. So many windows are not merged yet, and not in it. Ask again without `first`.
   */
  readonly firstLook?: { readonly unreadWindows: number };
  /**
   * The measure of the report, if that is not CPU time. The amounts are then in `self`, `total` and `amount`, and CPU
   * times are 0.
   */
  readonly measure?: Measure;
  /** How many fields of a later version were dropped when profiles were added up. */
  readonly droppedFields?: number;
  /** The measure that `measure=` asked for, if the profile does not have it. */
  readonly missingMeasure?: string;
  /** What `measure=` can choose, where there is a choice. */
  readonly measures?: readonly Measure[];
  /**
   * The work that the functions and their shares refer to: the chosen route, or all routes and the background. Includes
   * garbage collection, but not the profiler's own work.
   */
  readonly scope: {
    readonly cpuMicros: number;
    readonly wallMicros: number;
    readonly samples: number;
    /** In reports of another measure, instead of `cpuMicros`. */
    readonly amount?: number;
  };
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
  /** What would make the chosen route, or all, faster: what saves most time of all requests comes first; at most 5. */
  readonly findings: readonly Finding[];
  /**
   * Processes that cost more than the others, or take longer, in the latest hour of what was chosen: at most 10. Of a chosen
   * route, those that differ on it, or on most routes. Empty with fewer than three processes.
   */
  readonly outliers: readonly Outlier[];
  /** Only the processes and routes with most CPU time were compared. */
  readonly outliersCut?: true;
  /** What the chosen route, or all, wait for; within the limit, what takes most time of all requests first. */
  readonly waits: readonly WaitRow[];
  /** Who delayed whom; of a chosen route, who delays it and whom it delays. As `waits`. */
  readonly blame: readonly BlameRow[];
  /**
   * Times in which the event loop did not come back, those first that have not ended, then the longest. Of a chosen route,
   * those that it caused or that delayed it.
   */
  readonly blocks: readonly BlockRow[];
  /** How long all blocks of the app were that have ended, those that are not kept included. */
  readonly blockLengths: LatencyHistogram;
  /** The slowest requests that were traced, within the limit. */
  readonly slowest: readonly SlowRequest[];
  /**
   * How long an event that becomes ready at a random moment waits for the event loop of the app; 0 while the loop is idle.
   * All 0 where the loop was not watched.
   */
  readonly loopDelayMicros: LoopDelay;
  /** The chosen route, or the whole app, over time, oldest first. At most 60 slices, which may differ in length. */
  readonly activity: readonly ActivitySlice[];
  /** All that there is to choose from, whatever was chosen; absent for a profile from a file. */
  readonly history?: History;
  /** The baseline: with `view=compare`, and with `view=flame` and `base`. */
  readonly base?: BaseProfile;
  /** With `view=compare`: `base` against what was chosen. */
  readonly comparison?: Comparison;
  /** With `view=flame`. */
  readonly flame?: FlameGraph;
  /** With `view=pivot` and `view=source`. */
  readonly pivot?: Pivot;
  /** With `view=source`. */
  readonly source?: SourceText;
  /**
   * With `view=source`, of a profile that tells lines: those of the function that have something. Absent where the profile
   * tells none, as what is measured here.
   */
  readonly lineRows?: readonly LineRow[];
}

export interface BaseProfile {
  readonly sources: readonly Source[];
  /** As in the report. */
  readonly range: TimeBounds;
  readonly chosen: TimeBounds;
  readonly requests: number;
  readonly samples: number;
  /** Whether it may share measurements with what was chosen, which makes the two look more alike than they are. */
  readonly overlaps: boolean;
}

/** Bins without gaps, of equal width on a logarithmic scale; empty lists when there were no requests. */
export interface LatencyHistogram {
  readonly lowerMicros: readonly number[];
  readonly upperMicros: readonly number[];
  /** Requests. */
  readonly count: readonly number[];
}

export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  /** The longest time for which the loop was busy between two polls. */
  readonly max: number;
}

/** `elapsed` = routes' `wallMicros` + `background` + `gc` + `profiler` + `idle`. */
export interface Totals {
  readonly elapsedMicros: number;
  /** CPU time of the JavaScript thread, all work together. */
  readonly cpuMicros: number;
  /** The same without the profiler's own work: the whole for shares of the app. */
  readonly appCpuMicros: number;
  readonly idleMicros: number;
  readonly gcMicros: number;
  readonly backgroundMicros: number;
  readonly profilerMicros: number;
  readonly routesMicros: number;
  readonly samples: number;
  readonly requests: number;
  /** Requests that were followed: to stay within `maxOverhead`, it may be a random share of them. */
  readonly followed: number;
  /** The part of `elapsedMicros` in which no samples were taken, for the same reason. */
  readonly offMicros: number;
  /** Where only some processes of a fleet gave stacks at a time: how many there were, and how many have given some. */
  readonly processes?: number;
  readonly stackProcesses?: number;
  readonly errors: number;
  /** In reports of another measure, instead of `appCpuMicros`. */
  readonly amount?: number;
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
