/** One shop to send requests to. */
export interface LoadTarget {
  /** `http://127.0.0.1:3000`; the generator refuses any other host. */
  readonly origin: string;
  /** `/express` */
  readonly mount: string;
}

/** What the generator does and when it ends, as plain data for its process. */
export interface LoadPlan {
  readonly targets: readonly LoadTarget[];
  readonly seed: number;
  readonly requestsPerSecond: number;
  /** Requests in flight at once. */
  readonly concurrency: number;
  /** The load ends after this many requests, or seconds, whichever comes first. */
  readonly maxRequests: number;
  readonly maxSeconds: number;
}

/** What the generator has done so far. */
export interface LoadTally {
  readonly elapsedMillis: number;
  readonly sent: number;
  readonly answered: number;
  /** Responses with a status of 500 or more: some routes fail on purpose. The report counts the same ones. */
  readonly errors: number;
  /** Requests without a response, or with an unexpected status. */
  readonly unexpected: number;
  readonly firstUnexpected?: string;
  /** Requests sent, by `GET /express/api/products/:id`. */
  readonly sentByRoute: Readonly<Record<string, number>>;
}
