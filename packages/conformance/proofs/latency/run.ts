import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import type { ReportModel } from '@routeprof/core';
import { type Call, send, sendLoad, type Visit } from '../truth/load.ts';
import type { RouteAccount } from './own-clock.ts';

const sources = ['server.ts', 'pool.ts', 'operations.ts'];
const built = fileURLToPath(new URL('../../dist/proofs/latency/server.js', import.meta.url));
const plain = [
  'timer',
  'partner',
  'fetch',
  'stream',
  'query',
  'many',
  'redis',
  'lock',
  'pool',
  'fan',
  'hash',
  'file',
];
const calls: readonly (Call | Visit)[] = [
  ...plain.map((name): Call => ({ method: 'GET', path: `/${name}` })),
  upload,
  { method: 'GET', path: '/block' },
];
/** A request of a route takes far less. */
const mostMillis = 90_000;

export interface Ports {
  readonly postgres: number;
  readonly redis: number;
}

export interface LatencyResult {
  readonly report: ReportModel;
  readonly accounts: Readonly<Record<string, RouteAccount>>;
}

/** Runs the app on `node`, `atATime` requests at a time, and reads what it and what the profiler say. */
export async function runLatency(
  node: string,
  { postgres, redis }: Ports,
  atATime: number,
  forMillis: number,
): Promise<LatencyResult> {
  const server = fork(built, [String(postgres), String(redis)], {
    execPath: node,
    execArgv: [],
    env: { ...process.env, NODE_ENV: 'development', NODE_OPTIONS: '' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  try {
    const [port] = (await once(server, 'message')) as [number];
    // Code is compiled, and connections are made.
    await sendLoad(port, calls, 1, 1_500);
    await sendLoad(port, calls, atATime, 1_500);
    const before = await accountsAt(port);
    await send(port, { method: 'POST', path: '/__profile__/clear' });
    await sendLoad(port, calls, atATime, forMillis);
    const after = await accountsAt(port);
    const accounts = difference(after, before);
    return { report: await reportAt(port, accounts), accounts };
  } finally {
    server.kill('SIGKILL');
  }
}

/** A body in two parts, of which the second is the moment when it was sent. */
function upload(port: number, agent: http.Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method: 'POST', path: '/upload', agent };
    const request = http.request(options, (response) => response.resume().once('end', resolve));
    request.once('error', reject);
    request.write('x'.repeat(1_000));
    setTimeout(() => request.end(String(Number(process.hrtime.bigint()) / 1000).padStart(20)), 50);
  });
}

/** The report, once all requests that the app counts are traced in it. */
async function reportAt(port: number, accounts: Accounts): Promise<ReportModel> {
  const until = performance.now() + mostMillis;
  for (;;) {
    const text = await send(port, { method: 'GET', path: '/__profile__/?format=json&limit=1000&full=1' });
    const report = JSON.parse(text) as ReportModel;
    const tracedOf = (route: string): number =>
      report.routes.find((row) => row.route === route)?.latencyParts.traced ?? 0;
    const missing = Object.entries(accounts).filter(([route, { requests }]) => tracedOf(route) < requests);
    if (missing.length === 0) return report;
    if (performance.now() > until) {
      const words = missing.map(([route, { requests }]) => `${route}: ${tracedOf(route)} of ${requests}`);
      throw new Error(`Not all requests are traced after ${mostMillis / 1000} s. ${words.join(', ')}`);
    }
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

/** The lines of the app's sources where its routes wait: `file:line` by route. */
export function sitesOfRoutes(): ReadonlyMap<string, readonly string[]> {
  const sites = new Map<string, string[]>();
  for (const file of sources) {
    const lines = readFileSync(new URL(file, import.meta.url), 'utf8').split('\n');
    for (const [index, line] of lines.entries()) {
      const [, routes = ''] = /\/\/ site: (.+)/.exec(line) ?? [];
      // A marker on a line of its own is for the next one.
      const at = line.trim().startsWith('//') ? index + 2 : index + 1;
      for (const route of routes.split(' ').filter(Boolean))
        sites.set(route, [...(sites.get(route) ?? []), `${file}:${at}`]);
    }
  }
  return sites;
}
