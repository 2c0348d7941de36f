import { parseArgs } from 'node:util';
import { served } from './shops.ts';

export interface Settings {
  readonly check: boolean;
  readonly help: boolean;
  readonly port: number;
  readonly rate: number;
  readonly concurrency: number;
  readonly requests: number;
  readonly seconds: number;
  readonly seed: number;
}

interface NumberOption {
  readonly about: string;
  readonly lowest: number;
  readonly highest: number;
  readonly usual: number;
  readonly checking?: number;
}

const numberOptions = {
  port: { about: 'first of the ports', lowest: 0, highest: 65_536 - served.length, usual: 3000 },
  rate: { about: 'requests per second, at most', lowest: 1, highest: 2_000, usual: 160 },
  concurrency: { about: 'requests under way at once', lowest: 1, highest: 256, usual: 32 },
  requests: { about: 'requests in all', lowest: 1, highest: 1_000_000, usual: 1_000_000, checking: 1_200 },
  seconds: { about: 'seconds of load, at most', lowest: 1, highest: 86_400, usual: 600, checking: 60 },
  seed: { about: 'the same seed sends the same requests', lowest: 0, highest: 2 ** 32 - 1, usual: 1 },
} satisfies Record<string, NumberOption>;

type NumberName = keyof typeof numberOptions;

const names = Object.keys(numberOptions) as NumberName[];

export const helpText: string = [
  `Serves the shop in ${served.map(({ title }) => title).join(', ')}, in one process with one profiler, under load.`,
  '',
  '  --check              run a few seconds, print the report, and fail unless it is right',
  ...names.map((name) => `  --${name} N`.padEnd(23) + describe(numberOptions[name])),
  '  --help               print this',
].join('\n');

/** Reads the command line. Throws an error that names the argument, the given value and the allowed ones. */
export function readArguments(args: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      ...(Object.fromEntries(names.map((name) => [name, { type: 'string' }])) as Record<
        NumberName,
        { type: 'string' }
      >),
    },
  });
  const { check, help } = values;
  const numbers = Object.fromEntries(
    names.map((name) => [name, readNumber(name, values[name], check)]),
  ) as Record<NumberName, number>;
  return { check, help, ...numbers };
}

function readNumber(name: NumberName, text: string | undefined, check: boolean): number {
  const { lowest, highest, usual, checking = usual }: NumberOption = numberOptions[name];
  if (text === undefined) return check ? checking : usual;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= lowest && number <= highest) return number;
  throw new Error(`--${name} must be a whole number from ${lowest} to ${highest}, not '${text}'.`);
}

function describe({ about, usual, checking }: NumberOption): string {
  return `${about} (${usual}${checking === undefined ? '' : `; ${checking} with --check`})`;
}
