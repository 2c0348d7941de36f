import { readFileSync } from 'node:fs';
import { type UnknownWord, UsageError } from './usage-error.ts';

/** Runs with the words after its name and returns the exit code: 0 for success, 1 for a budget that fails. */
type Command = (words: readonly string[]) => Promise<number>;

// Each is loaded on demand, so that `run` starts an app without loading the code of the other commands.
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run.ts')).run,
  top: async () => (await import('./commands/top.ts')).top,
  open: async () => (await import('./commands/open.ts')).open,
  convert: async () => (await import('./commands/convert.ts')).convert,
  diff: async () => (await import('./commands/diff.ts')).diff,
  check: async () => (await import('./commands/check.ts')).check,
};

/** The exit code for bad input: a wrong option, a missing file, an unreachable server. */
const badInput = 2;

/** Runs the whole command line and returns the exit code. */
export async function main([name = 'help', ...words]: readonly string[]): Promise<number> {
  if (name === 'help' || name === '--help' || name === '-h') return say(await help(words[0]));
  if (name === '--version' || name === '-v') return say(`${version()}\n`);
  const load = commands[name];
  if (load === undefined) {
    const known = Object.keys(commands);
    return await complain(
      `there is no command "${name}".${await hintAt({ word: name, known })} The commands are: ${known.join(', ')}; see routeprof --help.`,
    );
  }
  if (words[0] === '--help' || words[0] === '-h') return say(await help(name));
  try {
    const command = await load();
    return await command(words);
  } catch (error) {
    if (process.env.ROUTEPROF_DEBUG) console.error(error);
    const hint = error instanceof UsageError ? await hintAt(error.unknown) : '';
    return await complain(`${error instanceof Error ? error.message : String(error)}${hint}`);
  }
}

/** ` Did you mean "check"?`, or nothing. */
async function hintAt(unknown: UnknownWord | undefined): Promise<string> {
  if (unknown === undefined) return '';
  return (await import('@routeprof/core/tools')).didYouMean(unknown.word, unknown.known);
}

async function help(command: string | undefined): Promise<string> {
  return (await import('./help.ts')).help(command);
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

const longestLine = 2_000;

/** Error messages can contain text from files, servers and the command line, so they are escaped. */
async function complain(sentence: string): Promise<number> {
  const { visibleName } = await import('@routeprof/core/tools');
  const lines = sentence.replace(/^routeprof: /, '').split('\n');
  const shown = lines.map((line) => visibleName(line, longestLine)).join('\n');
  process.stderr.write(`routeprof: ${shown}\n`);
  return badInput;
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return String(version);
}
