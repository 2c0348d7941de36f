/** How much is measured. */
export interface Plan {
  /** How often all processes are started again. */
  readonly starts: number;
  readonly rounds: number;
  /** Rounds before those, which are not counted. */
  readonly settlingRounds: number;
  readonly latencyRounds: number;
  /**
   * How long a slice is: CPU time of the plain app. All variants get as many requests, so that a busy machine makes a run
   * longer, and not its figures worse.
   */
  readonly sliceMillis: number;
  /** How long a slice at a set rate is, by the clock. */
  readonly latencyMillis: number;
  /** Requests of each server before it is measured, unless they take longer than `longestWarmUpMillis`. */
  readonly warmUpRequests: number;
}

/** Before a slice at a set rate counts: the server has been idle for seconds, and is slow at first. */
export const latencySettlingMillis = 500;

/** CPU time: a handler that takes this long for fewer requests has run often enough, too. */
export const longestWarmUpMillis = 6_000;
/** About how long it takes of a fast app: progress needs no better. */
export const warmUpMillis = 3_000;
