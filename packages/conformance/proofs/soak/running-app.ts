import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AppFacts } from './app.ts';

/** An app under test, in a process of its own. */
export interface RunningApp {
  readonly origin: string;
  facts(): Promise<AppFacts>;
  /** Ends it, and waits until it has. */
  stop(): Promise<void>;
}

export async function startApp(dir: string): Promise<RunningApp> {
  const child = fork(new URL('./app.ts', import.meta.url), [dir], { execArgv: [] });
  const exited = once(child, 'exit');
  const ended = new AbortController();
  void exited.then(([code]) => ended.abort(`an app under test ended with ${code}`));
  const next = async (): Promise<unknown> => (await once(child, 'message', { signal: ended.signal }))[0];
  const origin = (await next()) as string;
  return {
    origin,
    facts() {
      child.send('facts');
      return next() as Promise<AppFacts>;
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}
