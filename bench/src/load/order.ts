/** A slice of load, ordered by the measuring process. */
export interface SliceOrder {
  readonly port: number;
  /** Requested one after the other, over and over. */
  readonly paths: readonly string[];
  readonly connections: number;
  /** Ends after this time, or after this many requests. */
  readonly millis?: number;
  readonly requests?: number;
  /**
   * Requests a second, sent whether or not earlier ones have their answers. Without it each connection sends the next
   * request as soon as it has an answer: as many as the server can give.
   */
  readonly rate?: number;
  /** Of the times at which these are sent. */
  readonly seed?: number;
  /** Latencies of requests in so much of the beginning are not counted: the server has been idle before. */
  readonly settlingMillis?: number;
}

export interface SliceAnswer {
  readonly requests: number;
  readonly millis: number;
  /** From the time at which a request should have been sent. */
  readonly p50Millis: number;
  readonly p99Millis: number;
  /** The share of the time in which this process had something to do. Near 1, the load and not the server was the bottleneck. */
  readonly cpuShare: number;
  /** Why the slice is worth nothing. */
  readonly failure: string | undefined;
}

/** What a way of sending gives. */
export interface Sent {
  readonly requests: number;
  /** In milliseconds, one for each request that counts. */
  readonly latencies: readonly number[];
  /** How long it has only looked for answers. */
  readonly idleMillis: number;
  readonly failure: string | undefined;
}
