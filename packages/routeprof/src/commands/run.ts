import { type ChildProcess, spawn } from 'node:child_process';
import {
  accessSync,
  existsSync,
  constants as fsConstants,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkSettings } from '../check-settings.ts';
import { contextFrames, framesFlag } from '../context-frames.ts';
import { parseArguments } from '../parse-arguments.ts';
import { optionFor } from '../register/name-by-path.ts';
import { say } from '../register/say.ts';
import { variableOf } from '../register/settings.ts';
import { environmentOf, flagOf, settingFlags } from '../settings-options.ts';
import { UsageError } from '../usage-error.ts';

const flagsOfRun = { ...settingFlags, [framesFlag]: { type: 'boolean' } } as const;

/** Starts a program with all its HTTP servers profiled, and ends the way the program ends. */
export async function run(words: readonly string[]): Promise<number> {
  const { flags, program } = split(words);
  const [name, ...args] = program;
  if (name === undefined) {
    throw new UsageError('name what to run: routeprof run server.js, or routeprof run npm start.');
  }
  const { values } = parseArguments('run', flags, flagsOfRun);
  const ofNode = values[framesFlag] === true ? contextFrames(process.versions.node) : undefined;
  const environment = { ...process.env, ...environmentOf(values) };
  checkSettings(environment, (option) =>
    flagOf(option) in values ? `--${flagOf(option)}` : variableOf(option),
  );
  const isFile = isFileHere(name);
  if (isFile) refuseUnreadable(name, environment);
  const folder = mkdtempSync(join(tmpdir(), 'routeprof-'));
  const forget = (): void => rmSync(folder, { recursive: true, force: true });
  const [command, ...rest] = isFile ? [process.execPath, resolve(name), ...args] : [name, ...args];
  const child = spawn(command as string, rest, {
    stdio: 'inherit',
    env: {
      ...environment,
      NODE_OPTIONS: nodeOptions(environment.NODE_OPTIONS, ofNode),
      ROUTEPROF_MARK: folder,
    },
    // On Windows, npm's commands are scripts, which need a shell.
    shell: process.platform === 'win32' && !isFile,
  });
  const end = await endOf(child, name).catch((error) => {
    forget();
    throw error;
  });
  const [hasListened, refused] = [join(folder, 'listening'), join(folder, 'refused')];
  if (!existsSync(hasListened) && existsSync(refused)) explainRefused(name, readFileSync(refused, 'utf8'));
  else if (!existsSync(hasListened)) explainNothing(name, end);
  else if (!existsSync(join(folder, 'request'))) explainNoRequest(name);
  forget();
  return end.signal === null ? (end.code ?? 0) : await endBy(end.signal);
}

/** Flags before the program's name are ours; everything after it belongs to the program. */
function split(words: readonly string[]): { flags: string[]; program: string[] } {
  const { tokens } = parseArgs({
    args: [...words],
    options: flagsOfRun,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const first = tokens.find(({ kind }) => kind === 'positional' || kind === 'option-terminator');
  if (first === undefined) return { flags: [...words], program: [] };
  const at = first.index;
  return { flags: words.slice(0, at), program: words.slice(first.kind === 'positional' ? at : at + 1) };
}

/** True for a file that `node` runs; anything else is a command. */
function isFileHere(name: string): boolean {
  if (/\.[cm]?[jt]s$/.test(name)) return true;
  const found = statSync(name, { throwIfNoEntry: false });
  if (found === undefined) return /[\\/]/.test(name);
  if (found.isDirectory()) return name === '.' || name === '..' || /[\\/]/.test(name);
  return !isProgramOfAnother(name);
}

/** A shell script, such as package managers put into `node_modules/.bin`, or a binary. */
function isProgramOfAnother(file: string): boolean {
  try {
    accessSync(file, fsConstants.X_OK);
    const [first = ''] = readFileSync(file, 'latin1').split('\n', 1);
    return first.startsWith('\x7fELF') || (first.startsWith('#!') && !/\bnode\b/.test(first));
  } catch {
    return false;
  }
}

function refuseUnreadable(name: string, { NODE_OPTIONS: options = '' }: NodeJS.ProcessEnv): void {
  if (!existsSync(name) && !existsSync(`${name}.js`)) {
    throw new UsageError(
      `there is no file ${name} in ${process.cwd()}. Give the path of the app's main file.`,
    );
  }
  // NODE_OPTIONS may name a loader such as tsx.
  if (
    !/\.[cm]?ts$/.test(name) ||
    process.features.typescript ||
    /--(import|loader|require)\b|-r /.test(options)
  ) {
    return;
  }
  throw new UsageError(
    `Node ${process.versions.node} does not read TypeScript, which ${name} is. Use Node 22.18 or later, compile it first, or run it with a tool that does: routeprof run npx tsx ${name}.`,
  );
}

/**
 * `NODE_OPTIONS` with our module added. It uses `--require` because any `--import` makes Node load the program with the
 * ES module loader, which breaks hooks of `require` and `module.parent`.
 */
function nodeOptions(existing = '', flag = ''): string {
  const option = optionFor('--require', fileURLToPath(new URL('./register.cjs', import.meta.url)));
  const missing = [flag, option].filter((each) => !existing.includes(each));
  return [existing, ...missing].join(' ').trim();
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const passedOn: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];

function endOf(child: ChildProcess, name: string): Promise<End> {
  const handlers = passedOn.map((signal) => {
    const handler = (): void => {
      // A terminal signals the whole process group, so the program has received it already.
      if ((signal === 'SIGINT' || signal === 'SIGQUIT') && process.stdin.isTTY) return;
      child.kill(signal);
    };
    process.on(signal, handler);
    return { signal, handler };
  });
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(
        new UsageError(
          error.code === 'ENOENT'
            ? `there is neither a file nor a command "${name}". Give the app's main file, or a command such as npm start.`
            : `${name} cannot be started: ${error.message}.`,
        ),
      );
    });
    child.on('exit', (code, signal) => {
      for (const { signal, handler } of handlers) process.off(signal, handler);
      resolve({ code, signal });
    });
  });
}

/** Ends this process by the same signal as the program. */
async function endBy(signal: NodeJS.Signals): Promise<number> {
  process.kill(process.pid, signal);
  await new Promise((resolve) => setTimeout(resolve, 100));
  return 128 + constants.signals[signal];
}

function explainNothing(name: string, { code, signal }: End): void {
  const how = signal === null ? `with code ${code}` : `by ${signal}`;
  const hint =
    code === 0
      ? 'Only servers of node:http and node:https are profiled, in Node processes that this command started.'
      : 'Its own messages are above.';
  say(`${name} ended ${how} before an HTTP server listened, so there is no profile. ${hint}`);
}

/** Some frameworks pass this error to a callback, and the app prints nothing. */
function explainRefused(name: string, why: string): void {
  const hint = why.includes('EADDRINUSE')
    ? 'Stop the program that listens there, or give the app another port.'
    : 'Correct the address that the app listens on.';
  say(`${name} could not listen (${why}), so there is no profile. ${hint}`);
}

function explainNoRequest(name: string): void {
  say(
    `${name} had no request while it ran, so there is no profile. Use it in a browser, or send load: npx autocannon URL.`,
  );
}
