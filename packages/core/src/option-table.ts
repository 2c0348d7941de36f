import type { ProfilerOptions, PushOptions } from './options.ts';
import { isProduction } from './production.ts';
import { rateRange } from './rate-range.ts';

/** How the text of a variable or a flag becomes an option's value. */
export type TextKind = 'text' | 'number' | 'switch' | 'list' | 'switch or route' | 'engines';

/** A whole number between two bounds, these included. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
  /** The default. */
  fallback(): number;
}

export interface OptionRow {
  /** How a variable or a flag gives it; absent when only code can. */
  readonly text?: {
    readonly kind: TextKind;
    /** What a flag takes, as help writes it. */
    readonly placeholder: string;
  };
  readonly range?: NumberRange;
  /** The default, as docs and help say it. */
  readonly usually: string;
  /** What it is for: a sentence without its first capital and its full stop. */
  readonly meaning: string;
  /** What else the docs say. */
  readonly details?: string;
}

/** What the option `push` can send to. */
export const pushEngines: readonly (keyof PushOptions)[] = ['pyroscope', 'otlp'];

export type OptionName = keyof ProfilerOptions;
type NumberOption =
  | 'rate'
  | 'blockMillis'
  | 'flushInterval'
  | 'maxDisk'
  | 'maxRoutes'
  | 'maxNodes'
  | 'maxMemory';

const mebibyte = 1024 ** 2;
const anyBytes = { least: mebibyte, most: Number.MAX_SAFE_INTEGER };

/** Every option once: its checks, variables, flags, help and the docs' table are made from this. */
export const optionTable: Readonly<Record<OptionName, OptionRow>> &
  Readonly<Record<NumberOption, OptionRow & { readonly range: NumberRange }>> = {
  path: {
    text: { kind: 'text', placeholder: 'PATH' },
    usually: '/__profile__',
    meaning: 'where the report is',
  },
  enabled: {
    text: { kind: 'switch', placeholder: 'BOOLEAN' },
    usually: 'true',
    meaning: 'false lets requests pass through and samples nothing',
  },
  service: {
    text: { kind: 'text', placeholder: 'NAME' },
    usually: "the name in the app's package.json",
    meaning: 'what the report calls the app',
  },
  version: {
    text: { kind: 'text', placeholder: 'TEXT' },
    usually: "the one in the app's package.json",
    meaning: "the app's version",
  },
  rate: {
    text: { kind: 'number', placeholder: 'NUMBER' },
    range: { ...rateRange, fallback: () => (isProduction() ? 99 : 1000) },
    usually: '1000, in production 99',
    meaning: 'samples per second',
  },
  engine: {
    text: { kind: 'text', placeholder: 'NAME' },
    usually: 'auto',
    meaning: 'auto, async-context or inspector',
    details: 'an engine that cannot run here is an error',
  },
  discardFirst: {
    text: { kind: 'switch or route', placeholder: 'CHOICE' },
    usually: 'true',
    meaning: "true leaves out the first request, route each route's first, false none",
    details: 'the first request of a process loads code and fills caches; it counts as background',
  },
  ignore: {
    text: { kind: 'list', placeholder: 'PATHS' },
    usually: 'none',
    meaning: 'requests not to record, such as /health,/assets/*',
    details: 'also a regular expression, `({ method, path }) => boolean`, or a list of these',
  },
  route: {
    usually: 'none',
    meaning: '`(request) => string | undefined`: names a request yourself',
  },
  authorize: {
    usually: 'none',
    meaning: '`(request) => boolean`, or a promise of it: who may see the report',
  },
  token: {
    text: { kind: 'text', placeholder: 'SECRET' },
    usually: 'none',
    meaning: 'a secret that opens the report: 16 or more characters without spaces',
  },
  traceBudget: {
    text: { kind: 'number', placeholder: 'SHARE' },
    usually: '0.05, in production 0.01',
    meaning: 'share of a core that tracing may cost, 0 to 1',
    details:
      'some requests are chosen at random and followed through all that they wait for; 0 traces none, 1 every one without bound, as far as `maxOverhead` lets it; the first trace makes each later `await` take some 50 ns more on Node 24 and later (see [proofs/latency.md](proofs/latency.md#what-tracing-costs))',
  },
  maxOverhead: {
    text: { kind: 'number', placeholder: 'SHARE' },
    usually: '1, in production 0.03',
    meaning: 'how much CPU the profiler may use, 0.001 to 1',
    details:
      'a share of one core, or of what the process uses if that is more (of what its thread uses, for a worker); beyond it, fewer requests are followed, chosen at random, and samples are taken for a part of the time; 1 sets no limit (see [overhead.md](overhead.md))',
  },
  blockMillis: {
    text: { kind: 'number', placeholder: 'MILLIS' },
    range: { least: 0, most: 600_000, fallback: () => 50 },
    usually: '50',
    meaning: 'how many milliseconds a block of the event loop must last',
    details: 'to be in the report; 0 looks for none',
  },
  dir: {
    text: { kind: 'text', placeholder: 'FOLDER' },
    usually: 'in memory, until the process ends',
    meaning: 'keep measurements in this folder',
    details: 'they are there again after a restart, and all processes that name it show one report',
  },
  store: {
    usually: 'none',
    meaning: 'keep measurements there instead, such as in Redis: `redisStore(client)`',
    details: 'processes on several hosts that share it show one report (see [redis.md](redis.md))',
  },
  flushInterval: {
    text: { kind: 'number', placeholder: 'MILLIS' },
    range: { least: 1_000, most: 600_000, fallback: () => 10_000 },
    usually: '10,000',
    meaning: 'how often they are written there, in milliseconds',
    details: 'what `kill -9` can lose; less often by [many processes](overhead.md#many-processes)',
  },
  flushAtShutdown: {
    text: { kind: 'switch', placeholder: 'BOOLEAN' },
    usually: 'true',
    meaning: 'write the rest there when the process ends',
  },
  maxDisk: {
    text: { kind: 'number', placeholder: 'BYTES' },
    range: { ...anyBytes, fallback: () => 1024 * mebibyte },
    usually: '1 GiB',
    meaning: 'limit of one service in that folder; the oldest go first',
  },
  retention: {
    usually: '10 s for 10 min, 1 min for 2 h, 10 min for 2 days, 1 h for 30 days',
    meaning: 'how finely, and for how long, measurements are kept: `[{ everyMillis, forMillis }, …]`',
  },
  push: {
    text: { kind: 'engines', placeholder: 'URLS' },
    usually: 'nowhere',
    meaning: 'send each window to other engines, too: pyroscope=URL,otlp=URL',
    details:
      'in code `{ pyroscope: url, otlp: url }`, with `{ url, headers }` for a URL where it wants headers (see [push.md](push.md))',
  },
  maxRoutes: {
    text: { kind: 'number', placeholder: 'NUMBER' },
    range: { least: 1, most: 10_000, fallback: () => 200 },
    usually: '200',
    meaning: 'rows of the report',
    details: 'URLs without a pattern may take half of them',
  },
  maxNodes: {
    text: { kind: 'number', placeholder: 'NUMBER' },
    range: { least: 16, most: 1_000_000, fallback: () => 20_000 },
    usually: '20,000',
    meaning: 'nodes of one call tree',
    details: 'the lightest become `(pruned)` and keep their time',
  },
  maxMemory: {
    text: { kind: 'number', placeholder: 'BYTES' },
    range: { ...anyBytes, fallback: () => 64 * mebibyte },
    usually: '64 MiB',
    meaning: 'limit of measurements in memory',
    details:
      'heap and external memory grow by at most this many bytes + 32 MiB, the open window included, whatever the number of rows, URLs and windows; above that the lightest rows of the oldest windows go to `(other)`',
  },
  onError: {
    usually: 'a warning, once for each message',
    meaning: "called with each of the profiler's own failures; they never reach a request",
  },
};

export const optionNames: readonly OptionName[] = Object.keys(optionTable) as OptionName[];
