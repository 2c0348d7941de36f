/** A time in which the event loop did not come back. */
export interface BlockRow {
  /** When it began, in epoch microseconds. */
  readonly at: number;
  /** How long; of one that has not ended, as far as it was seen. */
  readonly micros: number;
  /** Whose work held the loop: a route, or `''` and `(background)`; both `''` when that is not known. */
  readonly method: string;
  readonly route: string;
  /** The innermost function of the app on its stack; `''` and 0 without a stack. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** The requests that waited for it. */
  readonly delayed: readonly DelayedRequests[];
  readonly state: BlockState;
  readonly pid: number;
  /** Innermost first; empty where there is none. */
  readonly stack: readonly BlockFrame[];
  /** Requests that were in flight, if another thread has seen the block. */
  readonly inFlight: readonly RequestsInFlight[];
}

/** Whether it has ended; one that has not goes on, or its process ended (or was suspended) in it. */
export type BlockState = 'ended' | 'goes on' | 'unfinished';

export interface BlockFrame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export interface RequestsInFlight {
  readonly method: string;
  readonly route: string;
  readonly requests: number;
}

/** Requests of one route that a block delayed. */
export interface DelayedRequests extends RequestsInFlight {
  /** All of them together. */
  readonly micros: number;
  /** False where the requests were traced. */
  readonly estimated: boolean;
}
