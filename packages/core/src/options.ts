import { didYouMean } from './nearest.ts';
import { boolean, callable, check, folder, integer, show, text } from './option-checks.ts';
import { isProduction } from './production.ts';

/** A step of the retention ladder: windows of `everyMillis`, kept until they are `forMillis` old. */
export interface RetentionRung {
  readonly everyMillis: number;
  readonly forMillis: number;
}

/** What `ignore` takes: a path (`*` at its end stands for anything), a pattern of paths, or a decision. */
export type IgnoreRule =
  | string
  | RegExp
  | ((request: { readonly method: string; readonly path: string }) => boolean);

/**
 * What a profiler can be told. `Request` is the framework's own request.
 *
 * @example
 * app.use(profiler({ rate: 250, ignore: ['/health', '/assets/*'], token: process.env.PROFILE_TOKEN }));
 */
export interface ProfilerOptions<Request = unknown> {
  /** Where the report is. Default `'/__profile__'`. */
  readonly path?: string;
  /** `false`: the middleware passes everything through and nothing is sampled. Default `true`. */
  readonly enabled?: boolean;
  /** Who this is. Default: the name in the app's package.json. */
  readonly service?: string;
  /** Default: the version in the app's package.json. */
  readonly version?: string;
  /** Samples per second, 1 to 10,000. Default 99 when `NODE_ENV` begins with `prod` (in upper or lower case), else 1000. */
  readonly rate?: number;
  /** `'auto'` (default) takes `'async-context'` where it runs, else `'inspector'`. A forced engine that cannot run throws. */
  readonly engine?: 'auto' | 'async-context' | 'inspector';
  /** Leave out the process's first request, or with `'route'` each route's first. Default `true`. */
  readonly discardFirst?: boolean | 'route';
  /** Requests not to record: their work counts as background. */
  readonly ignore?: IgnoreRule | readonly IgnoreRule[];
  /** Names a request's route; `undefined` leaves it to the framework's pattern. Called when the response has ended, and now and then before that for requests that stay open. */
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
  /** Milliseconds after which measurements are written to `dir`: what an end by `kill -9` can lose. Default 10,000. */
  readonly flushInterval?: number;
  /** Write what is left to `dir` when the process ends. Default `true`. */
  readonly flushAtShutdown?: boolean;
  /** Bytes that measurements of one service may take in `dir`; the oldest go first. Default 1 GiB. */
  readonly maxDisk?: number;
  /** How long windows are kept, finest first. */
  readonly retention?: readonly RetentionRung[];
  /** Rows of the report; what comes after goes to `(other)`. Default 200. */
  readonly maxRoutes?: number;
  /** Nodes of one call tree; the lightest become `(pruned)`. Default 20,000. */
  readonly maxNodes?: number;
  /**
   * Heap and external memory grow by at most this many bytes + 32 MiB, the open window included, whatever the number of
   * rows, URLs and windows; above that the lightest rows of the oldest windows go to `(other)`. Default 64 MiB.
   */
  readonly maxMemory?: number;
  /** Told each of the profiler's own failures. Default: a warning, once for each message. */
  readonly onError?: (error: Error) => void;
}

/** Options that all mounts of one process share, because there is one sampler and one profile. */
export interface EngineOptions {
  readonly service: string | undefined;
  readonly version: string | undefined;
  readonly rate: number;
  readonly engine: 'auto' | 'async-context' | 'inspector';
  readonly discardFirst: boolean | 'route';
  /** An absolute path. */
  readonly dir: string | undefined;
  readonly flushIntervalMillis: number;
  readonly flushAtShutdown: boolean;
  readonly maxDisk: number;
  readonly retention: readonly RetentionRung[];
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

const minuteMillis = 60_000;
const hourMillis = 60 * minuteMillis;
const dayMillis = 24 * hourMillis;

const defaultRetention: readonly RetentionRung[] = [
  { everyMillis: 10_000, forMillis: 10 * minuteMillis },
  { everyMillis: minuteMillis, forMillis: 2 * hourMillis },
  { everyMillis: 10 * minuteMillis, forMillis: 2 * dayMillis },
  { everyMillis: hourMillis, forMillis: 30 * dayMillis },
];

const engines = ['auto', 'async-context', 'inspector'] as const;
const names = [
  'path',
  'enabled',
  'service',
  'version',
  'rate',
  'engine',
  'discardFirst',
  'ignore',
  'route',
  'authorize',
  'token',
  'dir',
  'flushInterval',
  'flushAtShutdown',
  'maxDisk',
  'retention',
  'maxRoutes',
  'maxNodes',
  'maxMemory',
  'onError',
] as const;

/**
 * Checks options and fills defaults in.
 *
 * @throws TypeError that names the option, what was given, and what is allowed.
 */
export function parseOptions<Request>(given: ProfilerOptions<Request>): ParsedOptions<Request> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError(
      `routeprof: the options are ${show(given)}. Give an object such as { rate: 99 }, or nothing.`,
    );
  }
  for (const name of Object.keys(given)) {
    if (!(names as readonly string[]).includes(name)) {
      throw new TypeError(
        `routeprof: there is no option "${name}".${didYouMean(name, names)} Allowed are: ${names.join(', ')}.`,
      );
    }
  }
  const engine: EngineOptions = {
    service: text('service', given.service),
    version: text('version', given.version),
    rate: integer('rate', given.rate, isProduction() ? 99 : 1000, 1, 10_000),
    engine: check(
      'engine',
      given.engine ?? 'auto',
      (value) => engines.includes(value),
      `one of ${engines.join(', ')}`,
    ),
    discardFirst: check(
      'discardFirst',
      given.discardFirst ?? true,
      (value) => typeof value === 'boolean' || value === 'route',
      "true, false or 'route'",
    ),
    dir: folder('dir', given.dir),
    flushIntervalMillis: integer('flushInterval', given.flushInterval, 10_000, 1_000, 600_000),
    flushAtShutdown: boolean('flushAtShutdown', given.flushAtShutdown, true),
    maxDisk: integer('maxDisk', given.maxDisk, 1024 ** 3, 1024 * 1024, Number.MAX_SAFE_INTEGER),
    retention: check('retention', given.retention ?? defaultRetention, isLadder, ladderRule),
    maxRoutes: integer('maxRoutes', given.maxRoutes, 200, 1, 10_000),
    maxNodes: integer('maxNodes', given.maxNodes, 20_000, 16, 1_000_000),
    maxMemory: integer('maxMemory', given.maxMemory, 64 * 1024 * 1024, 1024 * 1024, Number.MAX_SAFE_INTEGER),
  };
  return {
    engine,
    isGiven: (option) => (given[option] ?? undefined) !== undefined,
    mount: {
      path: check(
        'path',
        given.path ?? '/__profile__',
        isPath,
        'a path such as "/__profile__": a slash, then letters, digits, - _ . ~ and slashes',
      ).replace(/\/$/, ''),
      enabled: boolean('enabled', given.enabled, true),
      ignore: check(
        'ignore',
        (Array.isArray(given.ignore)
          ? given.ignore
          : given.ignore === undefined
            ? []
            : [given.ignore]) as IgnoreRule[],
        (rules) =>
          rules.every(
            (rule) =>
              (typeof rule === 'string' && rule.startsWith('/')) ||
              rule instanceof RegExp ||
              typeof rule === 'function',
          ),
        'paths that start with a slash, regular expressions or functions, one or a list',
      ),
      route: callable('route', given.route),
      authorize: callable('authorize', given.authorize),
      token: check(
        'token',
        given.token,
        (value) => value === undefined || (typeof value === 'string' && /^[\x21-\x7e]{16,}$/.test(value)),
        'a secret text of at least 16 characters, without spaces; leave it out to answer only this machine',
        '(not shown)',
      ),
      onError: callable('onError', given.onError),
    },
  };
}

function isPath(path: string): boolean {
  return typeof path === 'string' && /^(\/[\w.~-]+)+\/?$/.test(path);
}

const ladderRule =
  'a list of { everyMillis, forMillis }, both growing from rung to rung, the first everyMillis 1000 or more';

function isLadder(ladder: readonly RetentionRung[]): boolean {
  return (
    Array.isArray(ladder) &&
    ladder.length > 0 &&
    ladder.every((rung, i) => {
      const before = ladder[i - 1];
      return (
        Number.isFinite(rung?.everyMillis) &&
        Number.isFinite(rung?.forMillis) &&
        rung.everyMillis >= (before ? before.everyMillis + 1 : 1000) &&
        rung.forMillis > (before?.forMillis ?? 0)
      );
    })
  );
}
