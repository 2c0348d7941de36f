import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { deadlineMillis } from '../../src/client/connection.ts';
import { type Exit, node } from '../../src/client/server-process.ts';

/** How a program is started: without the profiler, or profiled in one of the ways that do not change it. */
export type How = 'alone' | 'require' | 'import' | 'run';

export interface Start {
  readonly how?: How;
  /** Arguments before the program, for `run` or for `node`. */
  readonly flags?: readonly string[];
  /** A command and its arguments, instead of a file. */
  readonly words?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface Program {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Waits for a match in its output; returns the first group, or the whole match. */
  says(what: RegExp): Promise<string>;
  /** Writes to its standard input, and ends that. */
  tell(text: string): void;
  signal(signal: NodeJS.Signals): void;
  exited(): Promise<Exit>;
  stop(): Promise<void>;
}

const routeprof = fileURLToPath(new URL('../../../routeprof/dist/routeprof.js', import.meta.url));

/** The file of `routeprof/register`. */
export const register: string = fileURLToPath(
  new URL('../../../routeprof/dist/register.cjs', import.meta.url),
);

/** Where a program of this package is. */
export function programFile(name: string): string {
  return fileURLToPath(new URL(`../../programs/${name}`, import.meta.url));
}

/** The environment without variables of the test runner; `node` is the one under test. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_ENV: _ours, NODE_OPTIONS: _options, VITEST: _vitest, ...inherited } = process.env;
  const folder = node.replace(/[\\/]node(\.exe)?$/, '');
  return { ...inherited, PATH: `${folder}${delimiter}${inherited.PATH ?? ''}` };
}

/** Starts a program, or a command. */
export function startProgram(file: string | undefined, start: Start = {}): Program {
  const { how = 'alone', flags = [], words = [] } = start;
  const rest = [...(file === undefined ? [] : [file]), ...words];
  const args: Record<How, readonly string[]> = {
    alone: [...flags, ...rest],
    require: ['--require', register, ...flags, ...rest],
    import: ['--import', pathToFileURL(register).href, ...flags, ...rest],
    run: [routeprof, 'run', ...flags, ...rest],
  };
  const child = spawn(node, args[how], {
    env: { ...environment(), ...start.environment },
    cwd: start.cwd,
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  let exit: Exit | undefined;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    wake();
  });
  child.stdin.on('error', () => {});
  child.on('close', (code, signal) => {
    exit = { code, signal };
    wake();
  });
  const wait = <Value>(look: () => Value | undefined, what: string): Promise<Value> =>
    new Promise((resolve, reject) => {
      const settle = (error?: string): void => {
        clearTimeout(timer);
        waiting.delete(attempt);
        if (error !== undefined) reject(new Error(`${error} ${what}:\n${stdout}${stderr}`));
      };
      const attempt = (): void => {
        const value = look();
        if (value !== undefined) {
          settle();
          resolve(value);
        } else if (exit !== undefined) settle(`Ended (${JSON.stringify(exit)}) before`);
      };
      const timer = setTimeout(() => settle(`After ${deadlineMillis} ms still not`), deadlineMillis);
      waiting.add(attempt);
      attempt();
    });
  return {
    pid: child.pid!,
    stdout: () => stdout,
    stderr: () => stderr,
    says: (what) =>
      wait(() => {
        const found = what.exec(stdout) ?? what.exec(stderr);
        return found === null ? undefined : (found[1] ?? found[0]);
      }, `said ${what}`),
    tell: (text) => void child.stdin.end(text),
    signal: (signal) => void child.kill(signal),
    exited: () => wait(() => exit, 'ended'),
    async stop() {
      // `run` passes the signal on to the program.
      child.kill('SIGTERM');
      await wait(() => exit, 'ended').catch(() => child.kill('SIGKILL'));
    },
  };
}

/** The port that a program has named. */
export async function portOf(program: Program): Promise<number> {
  return Number(await program.says(/PORT (\d+)/));
}
