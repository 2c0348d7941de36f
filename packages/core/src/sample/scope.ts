/** Where a scope's time belongs. A number from 0 on is a route; these are the rest. */
export const Bucket = {
  /** The route is not known yet: the request is still open. */
  unresolved: -1,
  background: -2,
  profiler: -3,
  /** Left out by `discardFirst`: counted as background, under its own name. */
  discarded: -4,
  /** Of requests that are not followed: counted as background, under its own name. */
  notFollowed: -5,
} as const;

/**
 * What a sample carries: whose work was running. It holds nothing of the request, so that neither a sample nor a
 * forgotten callback keeps a request alive. The record stage sets `bucket` later, when the route is known.
 */
export interface Scope {
  bucket: number;
  /**
   * Requests to the same path reuse a scope, because a native holder is expensive to make. When one of them turns out
   * to belong to another route, earlier samples keep `bucket` and those from `splitMicros` on (epoch) belong to
   * `splitBucket`.
   */
  splitMicros: number;
  splitBucket: number;
  /** True for the profiler's own, which lives as long as the sampler. */
  readonly isPermanent: boolean;
  /** How many requests its request stands for: 1 / the probability that it was followed. 0 when it is not followed. */
  readonly weight: number;
  /** In which its request began and is followed; `undefined` where all processes give stacks. */
  readonly turn: Turn | undefined;
  /** CPU time that was filed so far, of a request with a weight above 1. */
  filedMicros: number;
  /** The request while it is open. */
  open: OpenWork | undefined;
  /** The trace that follows the request, while it does. */
  trace: ScopeTrace | undefined;
  /** For the engine: a handle, the user at that time, and for engine B the sums over the batch that is being read. */
  handle: unknown;
  user: number;
  batch: number;
  wallMicros: number;
  cpuMicros: number;
}

/** A time in which this process gives stacks, as one of a random few of a fleet. */
export interface Turn {
  /** For how many processes it stands: 1 / the probability that it came. It is part of the weight of a request. */
  readonly weight: number;
  /** Drawn at random: see `TurnSum`. */
  readonly group: number;
}

/** What a trace looks like to the stages before it. */
export interface ScopeTrace {
  readonly isTrace: true;
}

/** Something that has not ended yet and can say, for now, where its time belongs. */
export interface OpenWork {
  currentBucket(): number;
}

export function createScope(bucket: number, isPermanent = false, weight = 1, turn?: Turn): Scope {
  return {
    bucket,
    isPermanent,
    weight,
    turn,
    filedMicros: 0,
    splitMicros: Number.POSITIVE_INFINITY,
    splitBucket: bucket,
    open: undefined,
    trace: undefined,
    handle: undefined,
    user: 0,
    batch: 0,
    wallMicros: 0,
    cpuMicros: 0,
  };
}

/** The bucket of work done in `scope` at `timeMicros` (epoch). */
export function bucketAt(scope: Scope, timeMicros: number): number {
  return timeMicros >= scope.splitMicros ? scope.splitBucket : scope.bucket;
}
