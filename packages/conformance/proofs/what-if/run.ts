import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ReportModel } from '@routeprof/core';
import type { BackendPorts } from '../../../../apps/slow/src/backends.ts';
import { send } from '../truth/load.ts';
import { isMeasured, judgeSin, type Verdict } from './judge.ts';
import { sendArrivals } from './load.ts';
import type { Arrivals, Sin } from './sins.ts';

export interface ServerOptions {
  readonly ports: BackendPorts;
  /** `fixed` is the route itself, `culprits` the routes behind which it queues. */
  readonly variant: 'sinful' | 'fixed' | 'culprits';
  readonly isTraced: boolean;
}

export interface SinRun {
  readonly report: ReportModel;
  /** How many got the app as it is, without traces. */
  readonly requests: number;
  readonly verdict: Verdict;
}

/** An app with the load that it gets. */
interface RunningApp {
  readonly port: number;
  readonly arrivals: readonly Arrivals[];
  stop(): void;
}

const server = fileURLToPath(new URL('./server.ts', import.meta.url));
const warmUpMillis = 2_500;
const roundMillis = 2_000;
/** After so many rounds of each app it looks whether that is enough. */
const roundsOfALook = 12;
const mostRounds = 48;
/** How long the fixed app tries, for halves of work. */
const halvingMillis = 60_000;

/**
 * Runs the app on `node` under the load of a sin: traced, for its report; and without traces, as it is and fixed. An
 * app that waits for fewer operations also has less to trace, which the report does not count.
 */
export async function runSin(node: string, sin: Sin, ports: BackendPorts): Promise<SinRun> {
  const changed = sin.besides === undefined ? 'fixed' : 'culprits';
  const apps: RunningApp[] = [];
  try {
    for (const [variant, isTraced] of [
      ['sinful', true],
      ['sinful', false],
      [changed, false],
    ] as const)
      apps.push(await startApp(node, sin, { ports, variant, isTraced }));
    const [traced, before, after] = apps as [RunningApp, RunningApp, RunningApp];
    const name = `${sin.arrivals.method} ${sin.arrivals.path}`;
    /** How long each request took by the app's own clock, of each round. */
    const measured = new Map<RunningApp, (readonly number[])[]>(apps.map((app) => [app, []]));
    for (let round = 0; ; round++) {
      // In turns, so that a machine with other work to do is as busy for each.
      for (const app of apps) {
        await sendAll(app, roundMillis, round);
        measured.get(app)?.push((await measuredAt(app.port))[name] ?? []);
      }
      if ((round + 1) % roundsOfALook !== 0) continue;
      const report = await reportAt(traced.port, name);
      const [sinful, fixed] = [measured.get(before) ?? [], measured.get(after) ?? []];
      const verdict = judgeSin(sin, report, sinful, fixed);
      if (round + 1 === mostRounds || isMeasured(verdict))
        return { report, requests: sinful.flat().length, verdict };
    }
  } finally {
    for (const app of apps) app.stop();
  }
}

async function startApp(node: string, sin: Sin, options: ServerOptions): Promise<RunningApp> {
  const { arrivals, besides, clientMillis } = sin;
  const changed = options.variant === 'sinful' ? undefined : clientMillis;
  const slow = arrivals.slow && { ...arrivals.slow, millis: changed ?? arrivals.slow.millis };
  const own = { ...arrivals, ...(slow ? { slow } : {}) };
  const child: ChildProcess = fork(server, [JSON.stringify(options)], {
    execPath: node,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, NODE_ENV: 'development', NODE_OPTIONS: '', UV_THREADPOOL_SIZE: '4' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`The app ended with ${code}.`)),
  );
  // It is killed in the end.
  ended.catch(() => {});
  const [port] = (await Promise.race([once(child, 'message'), ended])) as [number];
  const app = { port, arrivals: besides ? [own, besides] : [own], stop: () => child.kill('SIGKILL') };
  // Code is compiled, and there are connections for as many requests as ever come at once.
  await sendArrivals(port, { ...own, burst: 8, perSecond: 1 }, warmUpMillis / 2, 0);
  await sendAll(app, warmUpMillis, 0);
  if (options.variant === 'fixed' && sin.halvedAt !== undefined)
    await sendArrivals(port, { ...own, path: sin.halvedAt }, halvingMillis, 0);
  await send(port, { method: 'POST', path: '/__profile__/clear' });
  await measuredAt(port);
  return app;
}

function sendAll({ port, arrivals }: RunningApp, forMillis: number, round: number): Promise<number[]> {
  return Promise.all(arrivals.map((all) => sendArrivals(port, all, forMillis, round)));
}

/** What the app has measured by the names of its routes; it forgets it. */
async function measuredAt(port: number): Promise<Readonly<Record<string, readonly number[]>>> {
  return JSON.parse(await send(port, { method: 'GET', path: '/measured' }));
}

/** The report of a route, once all that were traced are in it. */
async function reportAt(port: number, name: string): Promise<ReportModel> {
  const question = new URLSearchParams({ format: 'json', limit: '1000', route: name });
  for (;;) {
    const text = await send(port, { method: 'GET', path: `/__profile__/?${question}` });
    const report = JSON.parse(text) as ReportModel;
    if (report.status.waitingTraces === 0) return report;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
