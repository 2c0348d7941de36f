/**
 * What an adapter sees of the core, and all that it needs to see. This file imports nothing.
 *
 * An adapter translates: it tells the core that a request began, runs the rest of the app inside the recording,
 * tells it how the response ended, and writes the report's answers in its framework's own way.
 */

/** A request as it arrives, before any routing. */
export interface RequestStart {
  /** Capitalised, as Node gives it: `'GET'`. */
  readonly method: string;
  /** Path and query as received, with every mount prefix: `'/shop/orders/17?full=1'`. The query is dropped. */
  readonly url: string;
  /**
   * The route pattern, as far as the framework knows it now. It is asked for requests that are still open while
   * their samples are read (streams, server-sent events), so that long requests show under their own name.
   */
  route?(): string | undefined;
  /** The request, if its header `routeprof-trace` asks for a trace. Whether it may is decided as for the report. */
  asksForTrace?(): ReportRequest | undefined;
  /** Its connection, where requests come one after the other. */
  readonly connection?: ConnectionUse | undefined;
}

/**
 * How a connection was used before a request: that bounds the time that the request can have waited before it was read.
 * Times are microseconds of `performance.now()`, and 0 for the first request.
 */
export interface ConnectionUse {
  readonly socket: object;
  /** When the request before it began. */
  readonly lastBeganMicros: number;
  /** When the response to that was handed to the system. */
  readonly lastSentMicros: number;
}

/** How a response ended. */
export interface Outcome {
  /** The matched pattern with its mount prefixes joined, `'/shop/orders/:id'`; absent when nothing matched. */
  readonly route?: string | undefined;
  /** The status code that was sent. */
  readonly status: number;
  /** True when the client went away before the response was complete. */
  readonly aborted?: boolean;
}

/** One request's life, from `begin` to `end`. */
export interface Recording {
  /** Unique in this process. */
  readonly id: string;
  /** When it began: microseconds of `performance.now()`, and 0 for a recording that records nothing. */
  readonly beganMicros: number;
  /** False for a recording that records nothing: the profiler is off or paused, or the request is ignored. */
  readonly active: boolean;
  /** False where only its route, its status and its latency are recorded: nothing of it needs to run in a scope. */
  readonly hasScope: boolean;
  /** Calls `fn` as `Reflect.apply` does, inside the request's scope, and returns its result. Can be called again. */
  run<T>(fn: (...args: never[]) => T, self?: unknown, args?: readonly unknown[]): T;
  /**
   * Makes the rest of this turn, and all that it starts, part of the request: for frameworks that answer after their
   * middleware has returned. Call it synchronously in the request's own first callback.
   */
  enter(): void;
  /** Forgets the request, because it was for the report of an inner mount. */
  discard(): void;
  /** Ends the request. Synchronous, never throws, keeps nothing of the object; a second call does nothing. */
  end(outcome: Outcome): void;
}

/** A request that may be for the report. */
export interface ReportRequest {
  readonly method: string;
  /** Path and query relative to where the profiler is mounted: `'/__profile__/?view=functions'`. */
  readonly url: string;
  /** Header names in lower case, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The socket peer's address, never one that a header claims. */
  readonly peer: string | undefined;
  /** True when the connection itself is TLS, whatever a header claims. */
  readonly secure?: boolean;
  /** The framework's own request, handed to the `authorize` option. */
  readonly raw: unknown;
  /** Calls `listener` when the client leaves before it has its answer. Returns a function that removes the listener. */
  onLeave?(listener: () => void): () => void;
}

/** An answer, complete, for the adapter to write. */
export interface ReportResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for HEAD and for redirects. */
  readonly body: string | Uint8Array;
}

/** A profiler at one mount. See `createProfiler`. */
export interface Profiler {
  /** Where the report is, without a slash at its end: `'/__profile__'`. */
  readonly path: string;
  /** True while `NODE_ENV` says production and there is neither `token` nor `authorize`: the report answers nobody. */
  readonly closed: boolean;
  /** The `route` option that the profiler was made with, for mounts that have none of their own. */
  readonly route: ((request: never) => string | undefined) | undefined;
  /** Starts a request's recording. Cheap; never throws. */
  begin(start: RequestStart): Recording;
  /** Answers a request for the report. `undefined`: it is not one, or not for this client, and the app handles it. */
  handle(request: ReportRequest): Promise<ReportResponse | undefined>;
  /** True when `url` lies under the report's path: a cheap check to make before `handle`. */
  owns(url: string): boolean;
  /** Counts a failure of an adapter, or of a function that a user gave it, among the profiler's own. Never throws. */
  failed(error: unknown): void;
  /** Counts requests that were answered before they reached a mount, because the mount comes after their routes. */
  missed(requests: number): void;
  /** Leaves the scope that `Recording.enter` of an earlier request in the same turn may have left behind. */
  stepOut(): void;
  /** Ends sampling when no other mount uses it. Idempotent. */
  close(): Promise<void>;
}
