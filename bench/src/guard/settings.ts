/** What a process that is counted does, as JSON in `BENCH_GUARD`. */
export interface GuardSettings {
  readonly framework: string;
  readonly modules: readonly string[];
  readonly adapter: string;
  readonly variant: string;
  readonly profiler: Readonly<Record<string, string | number | boolean>>;
  readonly path: string;
  /** Requests until all code is optimised. */
  readonly warmUp: number;
  /** How many parts are counted, and the requests of each. */
  readonly parts: number;
  readonly requests: number;
  /** A file: once it is there, counting has begun. Absent where nothing is counted. */
  readonly go?: string;
  /** Makes a closure for each request, as if the profiler did. */
  readonly closure: boolean;
}

/** What it writes on its output: bytes that each part has allocated, for a request. */
export interface GuardAnswer {
  readonly bytes: readonly number[];
}
