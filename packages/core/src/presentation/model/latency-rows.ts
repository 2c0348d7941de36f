import type { WaitKind } from '../../profile/trace.ts';

/** The parts of latencies, in microseconds per request: `cpu + gc + queued + wait = total`. */
export interface LatencyShares {
  /** Own time on the loop, computing or blocked, without garbage collection. */
  readonly cpuMicros: number;
  /**
   * The thread's CPU time within it, with its waits for a core where the system counts them. Much smaller than
   * `cpuMicros`: a synchronous call blocks.
   */
  readonly onCpuMicros: number;
  /** Garbage collection during own work; while queued, it is in `queuedMicros`, blamed on `(gc)`. */
  readonly gcMicros: number;
  readonly queuedMicros: number;
  readonly waitMicros: number;
  readonly totalMicros: number;
  /** What tracing itself took beside them: in no part, not in the total, and not in the route's latencies. */
  readonly tracingMicros: number;
  /** Before the request reached the profiler: an estimate, and the mean of the most that it can have been. */
  readonly beforeNodeMicros: number;
  readonly beforeNodeMaxMicros: number;
}

/** Weighted means over the traced requests of a route; all 0 when none was traced. */
export interface LatencyParts extends LatencyShares {
  /** How many requests were traced. */
  readonly traced: number;
  /** How many traces were cut, and are in no mean. */
  readonly cut: number;
  /** Of how many of the traced requests it is known when they came: the time before Node is a mean over these. */
  readonly beforeNodeTraced: number;
  /** Means over the requests at or above p95. */
  readonly p95: LatencyShares;
}

/** What a route waits for at one place of the app. */
export interface WaitRow {
  /** Names it in links: the same in every report of the same code. */
  readonly id: string;
  readonly method: string;
  readonly route: string;
  readonly kind: WaitKind;
  readonly target: string;
  readonly operation: string;
  readonly library: string;
  /** The suspended call of the app, at the position where it waits. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Operations started here, per request of the route. */
  readonly perRequest: number;
  /** On the critical path, per request of the route: a route's rows add up to its `waitMicros`. */
  readonly micros: number;
  /** Beside the critical path, per request of the route. */
  readonly parallelMicros: number;
  /**
   * Waiting for a free thread of libuv's pool, per request of the route; an estimate. Behind jobs of other routes it is in
   * `queuedMicros`, behind the request's own in `micros`.
   */
  readonly threadMicros: number;
  readonly pattern: '' | 'n+1' | 'pool' | 'threadpool' | 'sync';
}

/** Who delays whom. */
export interface BlameRow {
  readonly method: string;
  readonly route: string;
  /** `''` and `(background)` or `(gc)` where no route delays. */
  readonly byMethod: string;
  readonly byRoute: string;
  /** Per request of the delayed route; a route's rows add up to its `queuedMicros`. */
  readonly micros: number;
  readonly beforeNodeMicros: number;
  /** How many requests were delayed. */
  readonly requests: number;
}

/** One traced request. */
export interface SlowRequest extends LatencyShares {
  readonly id: string;
  /** Epoch microseconds. */
  readonly at: number;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly isForced: boolean;
  readonly isCut: boolean;
  readonly steps: readonly SlowStep[];
}

export interface SlowStep {
  readonly kind: 'own' | 'gc' | 'queued' | 'wait';
  /** Since the request began. */
  readonly startMicros: number;
  readonly micros: number;
  /** For waits: what for, and where. */
  readonly wait?: Pick<
    WaitRow,
    'kind' | 'target' | 'operation' | 'library' | 'name' | 'file' | 'line' | 'column'
  >;
  /** For queued time: behind whom. */
  readonly by?: { readonly method: string; readonly route: string };
}

/** Something that would make requests faster, in a sentence. */
export interface Finding {
  /** The same in every report of the same code. */
  readonly id: string;
  readonly kind: 'n+1' | 'wait' | 'pool' | 'threadpool' | 'sync' | 'queued' | 'before' | 'block' | 'cpu';
  readonly method: string;
  readonly route: string;
  readonly target: string;
  /** Of the route's latency, 0 to 1. */
  readonly share: number;
  /** How much shorter the route's latencies would be. */
  readonly savesMicros: { readonly p50: number; readonly p95: number };
  readonly text: string;
  readonly file: string;
  readonly line: number;
}
