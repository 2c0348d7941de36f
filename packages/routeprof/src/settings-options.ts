import { variableOf } from './register/settings.ts';

/** Options of `run` that the profiler itself takes: given as `--max-routes 50`, handed on as `ROUTEPROF_MAX_ROUTES`. */
export const settingNames = [
  'path',
  'service',
  'version',
  'rate',
  'engine',
  'discardFirst',
  'ignore',
  'token',
  'dir',
  'flushInterval',
  'flushAtShutdown',
  'maxDisk',
  'maxRoutes',
  'maxNodes',
  'maxMemory',
  'port',
] as const;

/** How an option is written on the command line. */
export function flagOf(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** For `parseArgs`. */
export const settingFlags: Readonly<Record<string, { readonly type: 'string' }>> = Object.fromEntries(
  settingNames.map((name) => [flagOf(name), { type: 'string' as const }]),
);

/** The environment variables that say the same as the flags. */
export function environmentOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    settingNames
      .map((name) => [variableOf(name), values[flagOf(name)]] as const)
      .filter((entry): entry is readonly [string, string] => typeof entry[1] === 'string'),
  );
}
