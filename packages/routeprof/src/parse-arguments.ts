import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

type Flags = Readonly<
  Record<
    string,
    {
      readonly type: 'string' | 'boolean';
      readonly multiple?: boolean;
      readonly short?: string;
      readonly default?: string | boolean;
    }
  >
>;

type Parsed<Known extends Flags> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Known; allowPositionals: true }>
>;

/** Parses a command's arguments. An unknown option is an error that lists the known ones. */
export function parseArguments<const Known extends Flags>(
  command: string,
  words: readonly string[],
  known: Known,
): Parsed<Known> {
  try {
    return parseArgs({ args: [...words], options: known, allowPositionals: true });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(/[.\n]/, 1)[0] as string) : String(error);
    const names = Object.keys(known).map((name) => `--${name}`);
    const word = /^Unknown option '(.*)'/.exec(reason)?.[1];
    throw new UsageError(
      `${reason}. Options of ${command} are: ${names.join(', ')}.`,
      word === undefined ? undefined : { word, known: names },
    );
  }
}
