import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ReportModel } from '@routeprof/core';

const main = join(import.meta.dirname, '../src/main.ts');

/** The app in a process of its own, because Vitest would run code with other lines; without its load. */
export interface SlowProcess {
  readonly port: number;
  /** The report's page. */
  readonly page: string;
  /** The report, once it has all that were traced. */
  report(query?: Readonly<Record<string, string>>): Promise<ReportModel>;
  /** Ends it; resolves to its exit code and signal. */
  stop(): Promise<unknown[]>;
}

export async function startSlowProcess(): Promise<SlowProcess> {
  const app: ChildProcess = spawn(process.execPath, ['--conditions=@routeprof/source', main, '--no-load'], {
    env: { ...process.env, PORT: '0', NODE_ENV: 'development', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(app.stdout as NonNullable<ChildProcess['stdout']>, 'data');
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(String(said))?.[1]);
  const page = `http://127.0.0.1:${port}/__profile__/`;
  return {
    port,
    page,
    async report(query = {}) {
      for (;;) {
        const answer = await fetch(`${page}?${new URLSearchParams({ format: 'json', ...query })}`);
        // What was read half a second ago for somebody else may not have the route yet.
        const read = (await answer.json()) as ReportModel | { readonly error: string };
        if ('status' in read && read.status.waitingTraces === 0) return read;
        await setTimeout(50);
      }
    },
    async stop() {
      const ended = once(app, 'exit');
      app.kill('SIGTERM');
      return ended;
    },
  };
}
