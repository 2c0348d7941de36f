import { variableOf } from './register/settings.ts';

interface SettingOption {
  /** What it takes, as help writes it. */
  readonly value: string;
  readonly meaning: string;
}

/** Options of `run` for the profiler: given as `--max-routes 50`, passed on as `ROUTEPROF_MAX_ROUTES`. */
const settingOptions = {
  path: { value: 'PATH', meaning: 'where the report is (default: /__profile__)' },
  service: {
    value: 'NAME',
    meaning: 'what the report calls the app (default: the name in its package.json)',
  },
  version: { value: 'TEXT', meaning: "the app's version (default: the one in its package.json)" },
  rate: { value: 'NUMBER', meaning: 'samples per second, 1 to 10,000 (default: 1000, in production 99)' },
  engine: { value: 'NAME', meaning: 'auto, async-context or inspector (default: auto)' },
  discardFirst: {
    value: 'CHOICE',
    meaning: "true leaves out the first request, route each route's first, false none (default: true)",
  },
  ignore: { value: 'PATHS', meaning: 'requests not to record, such as /health,/assets/* (default: none)' },
  token: { value: 'SECRET', meaning: 'a secret that opens the report: 16 or more characters without spaces' },
  dir: {
    value: 'FOLDER',
    meaning: 'keep measurements in this folder (default: in memory, until the process ends)',
  },
  flushInterval: {
    value: 'MILLIS',
    meaning: 'how often they are written there, 1,000 to 600,000 (default: 10,000)',
  },
  flushAtShutdown: {
    value: 'BOOLEAN',
    meaning: 'write the rest there when the process ends (default: true)',
  },
  maxDisk: { value: 'BYTES', meaning: 'limit of one service in that folder (default: 1 GiB)' },
  maxRoutes: { value: 'NUMBER', meaning: 'rows of the report, 1 to 10,000 (default: 200)' },
  maxNodes: { value: 'NUMBER', meaning: 'nodes of one call tree, 16 to 1,000,000 (default: 20,000)' },
  maxMemory: { value: 'BYTES', meaning: 'limit of measurements in memory (default: 64 MiB)' },
  port: {
    value: 'PORT',
    meaning: 'serve the report on a loopback port of its own, too; 0 takes any free one',
  },
} satisfies Record<string, SettingOption>;

type SettingName = keyof typeof settingOptions;
const settingNames = Object.keys(settingOptions) as readonly SettingName[];

/** How an option is written on the command line. */
export function flagOf(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Help's lines, one for each option: its flag, what it takes, and what that means. */
export function settingsHelp(): string {
  const usages = settingNames.map((name) => `--${flagOf(name)} ${settingOptions[name].value}`);
  const width = Math.max(...usages.map(({ length }) => length));
  return settingNames
    .map((name, i) => `  ${(usages[i] as string).padEnd(width)}  ${settingOptions[name].meaning}`)
    .join('\n');
}

/** For `parseArgs`. */
export const settingFlags: Readonly<Record<string, { readonly type: 'string' }>> = Object.fromEntries(
  settingNames.map((name) => [flagOf(name), { type: 'string' as const }]),
);

/** The environment variables that correspond to the flags. */
export function environmentOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    settingNames
      .map((name) => [variableOf(name), values[flagOf(name)]] as const)
      .filter((entry): entry is readonly [string, string] => typeof entry[1] === 'string'),
  );
}
