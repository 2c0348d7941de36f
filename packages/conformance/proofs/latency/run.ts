import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReportModel } from '@routeprof/core';
import { type Call, send, sendLoad } from '../truth/load.ts';
import type { RouteAccount } from './own-clock.ts';

const source = new URL('./server.ts', import.meta.url);
const built = fileURLToPath(new URL('../../dist/proofs/latency/server.js', import.meta.url));
const routes = ['/timer', '/partner', '/fetch', '/query', '/lock', '/fan', '/block'];
const calls: readonly Call[] = routes.map((path) => ({ method: 'GET', path }));

export interface LatencyResult {
  readonly report: ReportModel;
  readonly accounts: Readonly<Record<string, RouteAccount>>;
}

/** Runs the app on `node`, `atATime` requests at a time, and reads what it and what the profiler say. */
export async function runLatency(
  node: string,
  postgresPort: number,
  atATime: number,
  forMillis: number,
): Promise<LatencyResult> {
  const server = fork(built, [String(postgresPort)], {
    execPath: node,
    execArgv: [],
    env: { ...process.env, NODE_ENV: 'development', NODE_OPTIONS: '' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  try {
    const [port] = (await once(server, 'message')) as [number];
    await sendLoad(port, calls, atATime, 1_500);
    const before = await accountsAt(port);
    await send(port, { method: 'POST', path: '/__profile__/clear' });
    await sendLoad(port, calls, atATime, forMillis);
    const after = await accountsAt(port);
    return { report: await reportAt(port, after, before), accounts: difference(after, before) };
  } finally {
    server.kill('SIGKILL');
  }
}

/** The report, once all requests that the app counts are traced in it. */
async function reportAt(port: number, after: Accounts, before: Accounts): Promise<ReportModel> {
  const wanted = Object.entries(difference(after, before));
  for (;;) {
    const text = await send(port, { method: 'GET', path: '/__profile__/?format=json&limit=1000&full=1' });
    const report = JSON.parse(text) as ReportModel;
    const isComplete = wanted.every(([route, { requests }]) =>
      report.routes.some((row) => row.route === route && row.latencyParts.traced >= requests),
    );
    if (isComplete) return report;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

type Accounts = Readonly<Record<string, RouteAccount>>;

async function accountsAt(port: number): Promise<Accounts> {
  return JSON.parse(await send(port, { method: 'GET', path: '/accounts' }));
}

function difference(after: Accounts, before: Accounts): Accounts {
  return Object.fromEntries(
    Object.entries(after).map(([route, now]) => {
      const then = before[route];
      const behind = Object.fromEntries(
        Object.entries(now.behind).map(([by, micros]) => [by, micros - (then?.behind[by] ?? 0)]),
      );
      return [
        route,
        {
          requests: now.requests - (then?.requests ?? 0),
          totalMicros: now.totalMicros - (then?.totalMicros ?? 0),
          waitMicros: now.waitMicros - (then?.waitMicros ?? 0),
          queuedMicros: now.queuedMicros - (then?.queuedMicros ?? 0),
          behind,
        },
      ];
    }),
  );
}

/** The lines of the app's source where its routes wait. */
export function sitesOfRoutes(): ReadonlyMap<string, number> {
  const lines = readFileSync(source, 'utf8').split('\n');
  return new Map(
    lines.flatMap((line, i) => {
      const [, route] = /\/\/ site: (\S+)/.exec(line) ?? [];
      return route === undefined ? [] : [[route, i + 1] as const];
    }),
  );
}
