import type { Frame } from '../sample/stack-tree.ts';
import type { Operation } from '../trace/operation.ts';

export { type WaitKind, waitKinds } from '../trace/operation.ts';

/** What a wait was for; without an operation when no library reported one. */
export type WaitTarget = Operation;

/** The name of a row of the report: `method` is `''` for `(background)`, `(gc)` and the like. */
export interface RouteName {
  readonly method: string;
  readonly route: string;
}

/**
 * The parts of a latency, in microseconds: `cpu + gc + queued + wait = total`. The time before Node stands beside them.
 */
export interface TraceParts {
  /** Own time on the loop, computing or blocked, without garbage collection. */
  readonly cpuMicros: number;
  /** The thread's CPU time within it, with its waits for a core where the system counts them: the rest is blocked. */
  readonly onCpuMicros: number;
  readonly gcMicros: number;
  readonly queuedMicros: number;
  readonly waitMicros: number;
  readonly totalMicros: number;
  /** What tracing took beside them: in no part, and not in the total. */
  readonly tracingMicros: number;
  readonly beforeNodeMicros: number;
  readonly beforeNodeMaxMicros: number;
  /** Otherwise the time before Node is not known, and its numbers are 0. */
  readonly isArrivalKnown: boolean;
}

/** All waits of a trace for the same thing at the same place. */
export interface TraceWait extends WaitTarget {
  /** The suspended calls, the innermost first, each with the position where it waits. */
  readonly stack: readonly Frame[];
  /** The index in `stack` of the innermost frame of the app; -1 when there is none. */
  readonly site: number;
  /** How many operations were started. */
  readonly operations: number;
  /** Waiting on the critical path. */
  readonly micros: number;
  /** Waiting beside it, while something slower was under way. */
  readonly parallelMicros: number;
  /**
   * Waiting for a free thread of libuv's pool, on the critical path; an estimate. Behind jobs of other routes it is in the
   * queued time, behind its own in `micros`.
   */
  readonly threadMicros: number;
}

/** Time queued behind one other route, the background or garbage collection. */
export interface TraceBlame extends RouteName {
  readonly micros: number;
  readonly beforeNodeMicros: number;
}

/** More do not fit on a screen. */
export const mostSteps = 200;

export const stepKinds = ['own', 'gc', 'queued', 'wait'] as const;

/** A stretch of a trace's time line. */
export interface TraceStep {
  readonly kind: (typeof stepKinds)[number];
  /** Since the request began. */
  readonly startMicros: number;
  readonly micros: number;
  /** For waits: an index into the trace's `waits`; otherwise -1. */
  readonly wait: number;
  /** For queued time: an index into the trace's `blame`; otherwise -1. */
  readonly by: number;
}

/** One request, explained. Times are whole microseconds. */
export interface Trace extends RouteName, TraceParts {
  /** Unique over all processes. */
  readonly id: string;
  /** Epoch microseconds. */
  readonly atMicros: number;
  /** 0 when the client left before anything was answered, and when the trace was cut. */
  readonly status: number;
  /** How many requests it stands for, in thousandths: 1 / the probability with which it was chosen. */
  readonly weightMilli: number;
  /** Asked for by a caller: shown, but not in averages. */
  readonly isForced: boolean;
  /** It was too long or too expensive to follow to its end. It has its parts until then, and is not in averages. */
  readonly isCut: boolean;
  readonly waits: readonly TraceWait[];
  readonly blame: readonly TraceBlame[];
  /**
   * In the order of time: the first begins at 0, and each where the one before it ends. The parts add up to them. In a
   * window at most `mostSteps`: the shortest are joined with their neighbours.
   */
  readonly steps: readonly TraceStep[];
}
