import type { Store } from './store-contract.ts';

/** A step of the retention ladder: windows of `everyMillis`, kept until they are `forMillis` old. */
export interface RetentionRung {
  readonly everyMillis: number;
  readonly forMillis: number;
}

/** What `ignore` takes: a path (`*` at its end stands for anything), a pattern of paths, or a function that decides. */
export type IgnoreRule =
  | string
  | RegExp
  | ((request: { readonly method: string; readonly path: string }) => boolean);

/** An engine that profiles are sent to: its URL, with user and password where it wants them, and headers for a token or a tenant. */
export interface PushTarget {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where profiles are sent to, each either a URL or one with headers. */
export interface PushOptions {
  /** A Pyroscope server, or what speaks its push API, such as Grafana Alloy's `pyroscope.receive_http`. */
  readonly pyroscope?: string | PushTarget | undefined;
  /** What takes OpenTelemetry's profiles over HTTP, such as a collector: `v1development`, of opentelemetry-proto 1.10. */
  readonly otlp?: string | PushTarget | undefined;
}

/**
 * The options of a profiler. `Request` is the framework's own request.
 *
 * @example
 * app.use(profiler({ rate: 250, ignore: ['/health', '/assets/*'], token: process.env.PROFILE_TOKEN }));
 */
export interface ProfilerOptions<Request = unknown> {
  /** Where the report is. Default `'/__profile__'`. */
  readonly path?: string;
  /** `false`: the middleware passes everything through and nothing is sampled. Default `true`. */
  readonly enabled?: boolean;
  /** The app's name in the report. Default: the name in its package.json. */
  readonly service?: string;
  /** The app's version. Default: the one in its package.json. */
  readonly version?: string;
  /** Samples per second, 1 to 10,000. Default 99 when `NODE_ENV` begins with `prod` (in upper or lower case), else 1000. */
  readonly rate?: number;
  /** `'auto'` (default) takes `'async-context'` where it runs, else `'inspector'`. A forced engine that cannot run throws. */
  readonly engine?: 'auto' | 'async-context' | 'inspector';
  /** Leave out the process's first request, or with `'route'` each route's first. Default `true`. */
  readonly discardFirst?: boolean | 'route';
  /** Requests not to record: their work counts as background. */
  readonly ignore?: IgnoreRule | readonly IgnoreRule[];
  /**
   * Names a request's route; `undefined` leaves it to the framework's pattern. Called when the response has ended, and
   * now and then before that for requests that stay open.
   */
  readonly route?: (request: Request) => string | undefined;
  /** Who may see the report. Without this and without `token`: only this machine, and not in production. */
  readonly authorize?: (request: Request) => boolean | Promise<boolean>;
  /** A secret of 16 or more characters, accepted as `Authorization: Bearer` or once as `?token=`, then as a cookie. */
  readonly token?: string | undefined;
  /**
   * Keep measurements in this folder: they are there again after a restart, and all processes that name the folder
   * show one report. Default: in memory, until the process ends.
   */
  readonly dir?: string | undefined;
  /**
   * Keep measurements there instead, such as in Redis with `redisStore(client)` of `@routeprof/redis`: processes on several
   * hosts that share it show one report.
   */
  readonly store?: Store | undefined;
  /** Milliseconds after which measurements are written to `dir` or `store`: what `kill -9` can lose. Default 10,000. */
  readonly flushInterval?: number;
  /** Write the rest to `dir` when the process ends; to `store` when the profiler is closed. Default `true`. */
  readonly flushAtShutdown?: boolean;
  /** Bytes that measurements of one service may take in `dir`; the oldest go first. Default 1 GiB. */
  readonly maxDisk?: number;
  /** How long windows are kept, finest first. */
  readonly retention?: readonly RetentionRung[];
  /** Send each window to other engines, too, when it has ended. Default: nowhere. */
  readonly push?: PushOptions;
  /**
   * How much tracing may cost, as a share of one core, 0 to 1: some requests, chosen at random, are followed through all
   * that they wait for. 0 traces none, 1 every request without bound, where `maxOverhead` is 1, too.
   * Default 0.01 in production, else 0.05.
   */
  readonly traceBudget?: number;
  /**
   * How much CPU time the profiler may take for all that it does, as a share of a core, or of what the process uses when
   * that is more, 0.001 to 1; `traceBudget` is a part of it, at most half. To stay within it, it follows fewer requests,
   * chosen at random, and takes samples for a part of the time; requests, errors and latencies are always counted. 1 sets
   * no limit. Default 0.03 in production, but 1 with `traceBudget: 1`; else 1.
   */
  readonly maxOverhead?: number;
  /**
   * Times in which the event loop does not come back are kept from this many milliseconds on, up to 600,000; 0 keeps none.
   * Default 50.
   */
  readonly blockMillis?: number;
  /** Rows of the report; further routes go to `(other)`. Default 200. */
  readonly maxRoutes?: number;
  /** Nodes of one call tree; the lightest become `(pruned)`. Default 20,000. */
  readonly maxNodes?: number;
  /**
   * Heap and external memory grow by at most this many bytes + 32 MiB, the open window included, whatever the number of
   * rows, URLs and windows; above that the lightest rows of the oldest windows go to `(other)`. Default 64 MiB.
   */
  readonly maxMemory?: number;
  /** Called with each of the profiler's own failures. Default: a warning, once for each message. */
  readonly onError?: (error: Error) => void;
}

/** One engine to send profiles to. */
export interface ParsedPush {
  readonly engine: keyof PushOptions;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Options that all mounts of one process share, because there is one sampler and one profile. */
export interface EngineOptions {
  readonly service: string | undefined;
  readonly version: string | undefined;
  readonly rate: number;
  readonly engine: 'auto' | 'async-context' | 'inspector';
  readonly discardFirst: boolean | 'route';
  readonly traceBudget: number;
  readonly maxOverhead: number;
  readonly blockMillis: number;
  /** An absolute path. */
  readonly dir: string | undefined;
  readonly store: Store | undefined;
  readonly flushIntervalMillis: number;
  readonly flushAtShutdown: boolean;
  readonly maxDisk: number;
  readonly retention: readonly RetentionRung[];
  readonly push: readonly ParsedPush[];
  readonly maxRoutes: number;
  readonly maxNodes: number;
  readonly maxMemory: number;
}

/** Options of one mount. */
export interface MountOptions<Request = unknown> {
  readonly path: string;
  readonly enabled: boolean;
  readonly ignore: readonly IgnoreRule[];
  readonly route: ((request: Request) => string | undefined) | undefined;
  readonly authorize: ((request: Request) => boolean | Promise<boolean>) | undefined;
  readonly token: string | undefined;
  readonly onError: ((error: Error) => void) | undefined;
}

export interface ParsedOptions<Request = unknown> {
  readonly engine: EngineOptions;
  /** False for an option that was left to its default. */
  isGiven(option: keyof ProfilerOptions): boolean;
  readonly mount: MountOptions<Request>;
}
