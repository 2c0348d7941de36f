import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Answer, ask } from './ask.ts';

export interface ServerProcess {
  readonly port: number;
  /** Asks the report; `query` is what comes after `/__profile__/`. */
  report(query: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The same without the slash. */
  beside(query: string): Promise<Answer>;
  /** The longest time, in milliseconds, that its event loop was held since the last call. */
  loopDelay(): Promise<number>;
  isAlive(): boolean;
  stderr(): string;
  stop(): Promise<void>;
}

/** Starts the app of `programs/` in a process of its own and gives it something to report. */
export async function startServer(options: Readonly<Record<string, unknown>> = {}): Promise<ServerProcess> {
  const file = fileURLToPath(new URL('./programs/server.ts', import.meta.url));
  const { NODE_ENV: _env, NODE_OPTIONS: _options, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--no-warnings=ExperimentalWarning', file], {
    env: { ...inherited, BAD_INPUT_OPTIONS: JSON.stringify(options) },
    stdio: 'pipe',
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'exit');
  const port = await Promise.race([
    once(child.stdout, 'data').then(([data]) => Number(String(data))),
    ended.then(() => Promise.reject(new Error(`the server ended:\n${stderr}`))),
  ]);
  for (let i = 0; i < 20; i++) await ask(port, { path: '/burn' });
  return {
    port,
    report: (query, headers = {}) => ask(port, { path: `/__profile__/${query}`, headers }),
    beside: (query) => ask(port, { path: `/__profile__${query}` }),
    loopDelay: async () => Number((await ask(port, { path: '/loop-delay' })).body),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    stderr: () => stderr,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
