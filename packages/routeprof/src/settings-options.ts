import { optionNames, optionTable } from '@routeprof/core/options';
import { formatCount } from '@routeprof/core/tools';
import { variableOf } from './register/settings.ts';

interface Setting {
  readonly name: string;
  /** What it takes, as help writes it. */
  readonly placeholder: string;
  readonly meaning: string;
}

/**
 * Options of `run`: given as `--max-routes 50`, passed on as `ROUTEPROF_MAX_ROUTES`. There is no `--enabled`: start the
 * program without `routeprof run` instead.
 */
const settings: readonly Setting[] = [
  ...optionNames
    .filter((name) => name !== 'enabled')
    .flatMap((name): Setting[] => {
      const { text, range, usually, meaning } = optionTable[name];
      if (text === undefined) return [];
      const bounds =
        range === undefined || range.most === Number.MAX_SAFE_INTEGER
          ? ''
          : `, ${formatCount(range.least)} to ${formatCount(range.most)}`;
      return [{ name, placeholder: text.placeholder, meaning: `${meaning}${bounds} (default: ${usually})` }];
    }),
  {
    name: 'port',
    placeholder: 'PORT',
    meaning: 'serve the report on a loopback port of its own, too; 0 takes any free one',
  },
];

/** How an option is written on the command line. */
export function flagOf(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The lines of help, one for each option: flag, placeholder and meaning. */
export function settingsHelp(): string {
  const usages = settings.map(({ name, placeholder }) => `--${flagOf(name)} ${placeholder}`);
  const width = Math.max(...usages.map(({ length }) => length));
  return settings.map(({ meaning }, i) => `  ${(usages[i] as string).padEnd(width)}  ${meaning}`).join('\n');
}

/** For `parseArgs`. */
export const settingFlags: Readonly<Record<string, { readonly type: 'string' }>> = Object.fromEntries(
  settings.map(({ name }) => [flagOf(name), { type: 'string' as const }]),
);

/** The environment variables that correspond to the flags. */
export function environmentOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    settings
      .map(({ name }) => [variableOf(name), values[flagOf(name)]] as const)
      .filter((entry): entry is readonly [string, string] => typeof entry[1] === 'string'),
  );
}
