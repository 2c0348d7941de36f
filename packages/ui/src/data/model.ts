import type { Comparison, JudgedChange } from '../../../core/src/report/comparison.ts';

export type {
  Comparison,
  FunctionChange,
  JudgedChange,
  RouteChange,
  Verdict,
} from '../../../core/src/report/comparison.ts';

/** What the page reads of the JSON, format 1: see `docs/format.md`. Times are whole microseconds. */
export interface Model {
  readonly query: Query;
  readonly range: Bounds;
  /** What was asked for, 0 for no bound; as all that is about time, absent in pages of older versions. */
  readonly chosen?: Bounds;
  readonly totals: Totals;
  readonly scope: { readonly cpuMicros: number; readonly wallMicros: number; readonly samples: number };
  readonly counts: { readonly routes: RowCount; readonly functions: RowCount };
  readonly status: Status;
  readonly sources: readonly Source[];
  readonly routeNames: readonly string[];
  readonly routes: readonly RouteRow[];
  readonly functions: readonly FunctionRow[];
  readonly latency?: Latency;
  readonly activity?: readonly Slice[];
  readonly history?: History;
  readonly base?: BaseProfile;
  readonly comparison?: Comparison;
  readonly flame?: Flame;
  readonly pivot?: Pivot;
  readonly source?: SourceText;
}

export interface Query {
  readonly view: string;
  readonly route: string;
  readonly root?: string;
  readonly from?: string;
  readonly to?: string;
  readonly version?: string;
  readonly process?: string;
  readonly service?: string;
  readonly base?: string;
}

/** Epoch microseconds. */
export interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** All that there is to choose from. */
export interface History {
  /** A choice from the start of one to the end of another is about just what these hold. */
  readonly slices: readonly Slice[];
  /** In the order in which they began. */
  readonly versions: readonly Span[];
  /** The one seen last first. */
  readonly processes: readonly ProcessSpan[];
  readonly services: readonly string[];
  readonly clearedMicros: number;
  readonly store: {
    readonly kind: string;
    readonly folder?: string;
    readonly windows: number;
    readonly bytes: number;
    readonly problems: readonly string[];
  };
}

export interface Span {
  readonly service: string;
  readonly version: string;
  readonly fromMicros: number;
  readonly toMicros: number;
}

export interface ProcessSpan extends Span {
  readonly instance: string;
  readonly pid: number;
  readonly node: string;
  readonly isThis: boolean;
}

export interface BaseProfile {
  readonly range: Bounds;
  readonly chosen: Bounds;
  readonly requests: number;
  readonly samples: number;
  readonly overlaps: boolean;
}

export interface Totals {
  readonly elapsedMicros: number;
  readonly cpuMicros: number;
  /** Pages that were saved earlier do not tell. */
  readonly appCpuMicros?: number;
  readonly routesMicros: number;
  readonly backgroundMicros: number;
  readonly gcMicros: number;
  readonly profilerMicros: number;
  readonly idleMicros: number;
  readonly samples: number;
  readonly requests: number;
  readonly errors: number;
}

export interface RowCount {
  readonly all: number;
  readonly matched: number;
  readonly shown: number;
}

export interface Status {
  /** As `live` says it: there is something new when it differs. Pages that were saved need none. */
  readonly stamp?: string;
  /** The profile is from a file: nothing is measured. */
  readonly fixed?: true;
  readonly paused: boolean;
  readonly engine: string;
  readonly passedOver?: string;
  readonly rate: number;
  readonly openRequests: number;
  /** Answered before they reached the profiler. Pages that were saved earlier know nothing of it. */
  readonly missedRequests?: number;
  readonly lostSamples: number;
  readonly failures: readonly { readonly message: string; readonly count: number }[];
}

export interface Source {
  readonly service: string;
  readonly version: string;
  readonly pid: number;
  readonly node: string;
  readonly engine: string;
  readonly rate: number;
}

/** A histogram: bin `i` counts what took from `lowerMicros[i]` to `upperMicros[i]`. */
export interface Latency {
  readonly lowerMicros: readonly number[];
  readonly upperMicros: readonly number[];
  readonly count: readonly number[];
}

/** One slice of the measured time. */
export interface Slice {
  readonly startMicros: number;
  readonly endMicros: number;
  readonly requests: number;
  readonly cpuMicros: number;
  readonly p95Micros: number;
}

export interface RouteRow {
  readonly method: string;
  readonly route: string;
  readonly requests: number;
  readonly errors: number;
  readonly aborted: number;
  readonly samples: number;
  readonly cpuMicros: number;
  readonly cpuPerRequestMicros: number;
  readonly cpuShare: number;
  readonly wallMicros: number;
  readonly latencyMicros: Readonly<Record<'mean' | 'p50' | 'p95' | 'p99' | 'max', number>>;
  /** CPU in each slice. */
  readonly activity?: readonly number[];
}

/** Whose code it is. */
export type Origin = 'app' | 'dependency' | 'node' | 'native';

/** A function and where it is; the place is empty or 0 when unknown. */
export interface Place {
  readonly id?: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

export interface FunctionRow extends Place {
  readonly origin: Origin;
  readonly package?: string;
  readonly samples: number;
  readonly totalSamples: number;
  readonly selfCpuMicros: number;
  readonly totalCpuMicros: number;
  readonly selfWallMicros: number;
  readonly totalWallMicros: number;
}

export interface CallRow extends Place {
  readonly totalSamples: number;
  readonly totalCpuMicros: number;
  readonly totalWallMicros: number;
}

/** A call tree in flat lists: parents come first, node 0 is the root, weights are those of the node itself. */
export interface Flame {
  readonly parent: readonly number[];
  readonly frame: readonly number[];
  readonly samples: readonly number[];
  readonly cpuMicros: readonly number[];
  readonly wallMicros: readonly number[];
  readonly frames: readonly Frame[];
  readonly pruned: { readonly nodes: number; readonly cpuMicros: number; readonly samples: number };
  /** The same nodes in what it is compared with, for as many requests. */
  readonly base?: {
    readonly samples: readonly number[];
    readonly cpuMicros: readonly number[];
    readonly wallMicros: readonly number[];
    /** Of all requests together; absent for the calls of one function, and in pages that were saved earlier. */
    readonly judged?: JudgedChange;
    readonly leftOut: { readonly requests: number; readonly cpuMicros: number; readonly samples: number };
  };
}

export interface Frame extends Place {
  readonly origin: Origin;
  readonly package?: string;
  /** What the comparison says of the function, in a graph of two sides that lists it. */
  readonly judged?: { readonly self: JudgedChange; readonly total: JudgedChange };
  /** A run of calls that the page draws as one; never in the JSON. */
  readonly folded?: true;
}

export interface Pivot {
  readonly function: FunctionRow;
  readonly callers: readonly CallRow[];
  readonly callees: readonly CallRow[];
}

export type SourceText =
  | {
      readonly file: string;
      readonly firstLine: number;
      readonly lines: readonly string[];
      readonly functionLine: number;
    }
  | { readonly unavailable: string };
