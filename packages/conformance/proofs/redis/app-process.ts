import { fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { node } from '../../src/client/server-process.ts';
import type { ServerOptions } from './server.ts';
import type { LoopDelay } from './watch-loop.ts';

/** An app in a process of its own. It ends with this process, whatever happens. */
export interface AppProcess {
  readonly pid: number;
  readonly port: number;
  /** What has ended it although nobody had asked for it. */
  fault(): string | undefined;
  /** How late its loop was since it was asked last. */
  loopDelay(): Promise<LoopDelay>;
  /** Lets it end as an app does, and waits for that. */
  end(): Promise<void>;
  kill(): Promise<void>;
}

const program = fileURLToPath(new URL('../../dist/proofs/redis/server.js', import.meta.url));
const longestStartMillis = 180_000;
const longestEndMillis = 120_000;
const keptErrorLetters = 2_000;

export async function startApp(options: ServerOptions): Promise<AppProcess> {
  const { NODE_OPTIONS: _options, VITEST: _vitest, ...inherited } = process.env;
  const child = fork(program, [JSON.stringify(options)], {
    execPath: node,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...inherited,
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: join(tmpdir(), 'routeprof-compile-cache'),
    },
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-keptErrorLetters);
  });
  let [isAsked, isEnded] = [false, false];
  let fault: string | undefined;
  const ended = once(child, 'exit').then(([code, signal]) => {
    isEnded = true;
    if (!isAsked || (signal === null && code !== 0))
      fault = `process ${child.pid} ended with ${signal ?? code}: ${errors}`;
  });
  const killed = async (): Promise<void> => {
    isAsked = true;
    child.kill('SIGKILL');
    await ended;
  };
  const next = async (millis: number): Promise<unknown> => {
    const timeout = AbortSignal.timeout(millis);
    const message = once(child, 'message', { signal: timeout }).then(([value]) => value);
    const tooEarly = ended.then(() => Promise.reject(new Error(fault ?? 'It has ended.')));
    return await Promise.race([message, tooEarly]);
  };
  try {
    const port = (await next(longestStartMillis)) as number;
    return {
      ...{ pid: child.pid as number, port, fault: () => fault, kill: killed },
      async loopDelay() {
        child.send('delay');
        return (await next(longestEndMillis)) as LoopDelay;
      },
      async end() {
        if (isEnded) return;
        isAsked = true;
        child.kill('SIGTERM');
        const timer = setTimeout(() => {
          fault = `process ${child.pid} has not ended ${longestEndMillis / 1000} s after SIGTERM`;
          child.kill('SIGKILL');
        }, longestEndMillis);
        await ended;
        clearTimeout(timer);
      },
    };
  } catch (error) {
    await killed();
    throw error;
  }
}
