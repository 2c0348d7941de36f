import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { chosenBinary } from '../node-binaries.ts';
import { type ScenarioName, secret } from '../process/scenarios.ts';
import type { Target } from '../target.ts';
import { deadlineMillis } from './connection.ts';

/** The binary that runs the servers. */
export const node: string = process.env.ROUTEPROF_NODE ? chosenBinary() : process.execPath;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServerProcess {
  readonly port: number;
  /** Sends a command of `src/process/commands.ts`, and waits until it is done. */
  order(line: string): Promise<void>;
  /** Sends a command that may end the process. */
  tell(line: string): void;
  signal(signal: NodeJS.Signals): void;
  /** Waits for the process to end by itself. */
  exited(): Promise<Exit>;
  stderr(): string;
  /** Kills it. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** `NODE_ENV`; unset by default, as on a developer's machine. */
  readonly mode?: 'production';
  /** Options for the profiler at the root, in addition to the scenario's. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export async function startServer(
  { server, words, register }: Target,
  scenario: ScenarioName,
  { mode, options }: StartOptions = {},
): Promise<ServerProcess> {
  const child = spawnServer([server, ...(words ?? [])], {
    ...(register ? fromOutside(register, scenario) : { CONFORMANCE_SCENARIO: scenario }),
    ...(mode && { NODE_ENV: mode }),
    ...(options && { CONFORMANCE_OPTIONS: JSON.stringify(options) }),
  });
  const { port } = await child.line<{ port: number }>('port');
  return {
    port,
    tell: child.tell,
    async order(line) {
      child.tell(line);
      await child.line('done');
    },
    signal: (signal) => void child.process.kill(signal),
    exited: child.exited,
    stderr: child.stderr,
    async stop() {
      child.process.kill('SIGKILL');
      await child.exited();
    },
  };
}

/** The environment for a scenario when the app itself has no profiler. */
function fromOutside(register: string, scenario: ScenarioName): Readonly<Record<string, string>> {
  const settings: Partial<Record<ScenarioName, Readonly<Record<string, string>>>> = {
    plain: {},
    root: { ROUTEPROF_MAX_OVERHEAD: '1', ROUTEPROF_DISCARD_FIRST: 'false' },
    token: { ROUTEPROF_MAX_OVERHEAD: '1', ROUTEPROF_DISCARD_FIRST: 'false', ROUTEPROF_TOKEN: secret },
    discardRoutes: { ROUTEPROF_MAX_OVERHEAD: '1', ROUTEPROF_DISCARD_FIRST: 'route' },
    disabled: { ROUTEPROF_ENABLED: 'false' },
  };
  const wanted = settings[scenario];
  if (wanted === undefined && scenario !== 'off') throw new Error(`${scenario} cannot be set from outside`);
  return {
    CONFORMANCE_SCENARIO: 'off',
    ...(wanted && { NODE_OPTIONS: `--require=${register}`, ROUTEPROF_QUIET: 'true', ...wanted }),
  };
}

/** Starts a server that is not expected to listen. */
export async function startInVain(
  { server, words = [] }: Target,
  environment: Readonly<Record<string, string>>,
): Promise<Exit & { readonly stdout: string; readonly stderr: string }> {
  const child = spawnServer([server, ...words], environment);
  try {
    return { ...(await child.exited()), stdout: child.stdout(), stderr: child.stderr() };
  } finally {
    child.process.kill('SIGKILL');
  }
}

function spawnServer(
  [file = '', ...words]: readonly string[],
  environment: Readonly<Record<string, string>>,
) {
  if (!existsSync(file)) throw new Error(`There is no server at ${file}: build it first`);
  const { NODE_ENV: _ours, NODE_OPTIONS: _options, VITEST: _vitest, ...inherited } = process.env;
  const child: ChildProcess = spawn(node, [file, ...words], {
    env: { ...inherited, ...environment },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  createInterface({ input: child.stdout! }).on('line', (line) => {
    stdout += `${line}\n`;
    lines.push(line);
    wake();
  });
  child.stdin?.on('error', () => {});
  let exit: Exit | undefined;
  child.on('close', (code, signal) => {
    exit = { code, signal };
    wake();
  });

  const wait = <Value>(look: () => Value | undefined, what: string): Promise<Value> =>
    new Promise((resolve, reject) => {
      const attempt = (): void => {
        const value = look();
        if (value === undefined && exit === undefined) return;
        clearTimeout(timer);
        waiting.delete(attempt);
        if (value !== undefined) resolve(value);
        else reject(new Error(`${file} ended (${JSON.stringify(exit)}) before ${what}:\n${stderr}`));
      };
      const timer = setTimeout(() => {
        waiting.delete(attempt);
        reject(new Error(`${file}: after ${deadlineMillis} ms still no ${what}:\n${stdout}${stderr}`));
      }, deadlineMillis);
      waiting.add(attempt);
      attempt();
    });

  return {
    process: child,
    tell: (line: string) => void child.stdin?.write(`${line}\n`),
    /** The next line of JSON that has the key. */
    line: <Line>(key: string): Promise<Line> =>
      wait(() => {
        while (lines.length > 0) {
          const line = JSON.parse(lines.shift()!);
          if (key in line) return line as Line;
        }
        return undefined;
      }, key),
    exited: () => wait(() => exit, 'exit'),
    stdout: () => stdout,
    stderr: () => stderr,
  };
}
