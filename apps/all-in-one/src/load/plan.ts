/** One shop to send requests to. */
export interface LoadTarget {
  /** `http://127.0.0.1:3000`; the generator refuses any other host. */
  readonly origin: string;
  /** `/express` */
  readonly mount: string;
}

/** What the generator does, and where it ends: plain data, handed to its process. */
export interface LoadPlan {
  readonly targets: readonly LoadTarget[];
  readonly seed: number;
  readonly requestsPerSecond: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** It ends after so many requests, or so many seconds, whichever comes first. */
  readonly maxRequests: number;
  readonly maxSeconds: number;
}

/** What the generator has done so far. */
export interface LoadTally {
  readonly elapsedMillis: number;
  readonly sent: number;
  readonly answered: number;
  /** Answers with a status of 500 or more: some routes fail on purpose. The report counts the same ones. */
  readonly errors: number;
  /** Requests without an answer, or with another status than the shop should give. */
  readonly unexpected: number;
  readonly firstUnexpected?: string;
  /** Requests sent, by `GET /express/api/products/:id`. */
  readonly sentByRoute: Readonly<Record<string, number>>;
}
