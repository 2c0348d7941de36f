/** What a profiler gives, and what it leaves out. Written by hand, from each one's documents and code. */
export interface Kind {
  /** Its row's name on the page. */
  readonly name: string;
  /** Also in `installed-size.json`. */
  readonly size?: string;
  readonly gives: string;
  readonly misses: string;
}

export const kinds: Readonly<Record<string, Kind>> = {
  plain: { name: 'no profiler', gives: '', misses: '' },
  'plain-again': { name: 'no profiler, again', gives: '', misses: '' },
  middleware: {
    name: 'routeprof, middleware',
    size: '@routeprof/express',
    gives: 'functions and CPU time by route, latencies, waits of traced requests; live, in a page of the app',
    misses: 'worker threads and the thread pool; other processes than those that share its folder',
  },
  register: {
    name: 'routeprof, `register`',
    size: 'routeprof',
    gives: 'the same, without a change to the app',
    misses: 'the same',
  },
  'cpu-prof': {
    name: 'node --cpu-prof',
    gives: 'functions, 1,000 samples a second; part of Node',
    misses: 'routes; CPU time (a thread that waits for a core counts); anything before the process ends',
  },
  '0x': {
    name: '0x',
    size: '0x',
    gives: "functions, 1,000 samples a second, from V8's log",
    misses: 'routes; any time, it counts samples; anything before the process ends',
  },
  flame: {
    name: '@platformatic/flame',
    size: 'flame',
    gives: 'functions, 1,000 samples a second, and allocations',
    misses:
      'routes; CPU time (a thread that waits for a core counts); how the process starts; anything before it is stopped',
  },
  pyroscope: {
    name: '@pyroscope/nodejs, labels',
    size: 'pyroscope',
    gives: 'functions and CPU time, allocations; labels that the app sets around a call',
    misses: 'the label of what runs after the first `await`; needs a server that takes its profiles',
  },
  'dd-trace': {
    name: 'dd-trace, profiling',
    size: 'dd-trace',
    gives: 'functions and CPU time by endpoint, allocations; spans of each request and library',
    misses: 'needs an agent and a service that take its profiles',
  },
  sentry: {
    name: '@sentry/profiling-node',
    size: 'sentry',
    gives: 'functions; spans of each request, errors',
    misses:
      'CPU time; whose request a sample is, which follows only from its time; needs a server that takes its profiles',
  },
  opentelemetry: {
    name: 'OpenTelemetry, HTTP',
    size: 'opentelemetry',
    gives: 'a span for each request; here no exporter, which comes on top',
    misses: 'functions and CPU time: it is no profiler',
  },
};

export function kindOf(variant: string): Kind {
  return kinds[variant] ?? { name: variant, gives: '', misses: '' };
}

export function isOwn(variant: string): boolean {
  return variant === 'middleware' || variant === 'register';
}
