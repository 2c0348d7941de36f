import type { ProfilerOptions } from '@routeprof/core';

/** What can be set from outside: the same names as the options of `createProfiler`, as far as text can say them. */
const numbers = ['rate', 'flushInterval', 'maxDisk', 'maxRoutes', 'maxNodes', 'maxMemory'] as const;
const texts = ['path', 'service', 'version', 'engine', 'token', 'dir'] as const;
const flags = ['enabled', 'flushAtShutdown'] as const;

export interface Settings {
  readonly options: ProfilerOptions;
  /** A loopback port of the profiler's own for the report. */
  readonly port: number | undefined;
  /** Nothing is said unless something is wrong. */
  readonly quiet: boolean;
}

/** The variable of an option: `maxRoutes` is `ROUTEPROF_MAX_ROUTES`. */
export function variableOf(option: string): string {
  return `ROUTEPROF_${option.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/**
 * Reads `ROUTEPROF_*` variables. Values that an option does not allow are left for `createProfiler` to refuse, which
 * says what is allowed.
 *
 * @throws TypeError for a variable that cannot be read as its option's kind.
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = (option: string): string | undefined => environment[variableOf(option)] || undefined;
  const options: Record<string, unknown> = {};
  for (const name of texts) if (given(name) !== undefined) options[name] = given(name);
  for (const name of numbers) {
    const text = given(name);
    if (text !== undefined) options[name] = numberOf(name, text);
  }
  const first = given('discardFirst');
  if (first !== undefined) options.discardFirst = first === 'route' ? first : flagOf('discardFirst', first);
  const ignore = given('ignore');
  if (ignore !== undefined) options.ignore = ignore.split(',').map((path) => path.trim());
  for (const name of flags) {
    const text = given(name);
    if (text !== undefined) options[name] = flagOf(name, text);
  }
  const port = given('port');
  const quiet = given('quiet');
  return {
    options: options as ProfilerOptions,
    port: port === undefined ? undefined : portOf(port),
    quiet: quiet !== undefined && flagOf('quiet', quiet),
  };
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  throw wrong(option, text, 'a number');
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw wrong('port', text, 'a port from 0 to 65535; 0 takes any free one');
}

function flagOf(option: string, text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw wrong(option, text, option === 'discardFirst' ? 'true, false or route' : 'true or false');
}

function wrong(option: string, text: string, allowed: string): TypeError {
  return new TypeError(
    `routeprof: ${variableOf(option)} is ${JSON.stringify(text.slice(0, 60))}. Allowed: ${allowed}.`,
  );
}
