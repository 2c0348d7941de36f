import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ReportModel } from '@routeprof/core';
import { mainThreadWaitedMicros } from '../truth/disturbance.ts';
import { sendHellos } from './load.ts';
import type { ServerClocks } from './server.ts';

export interface IdleRun {
  /** Shares of the elapsed time, by the server's own clocks. */
  readonly threadCpu: number;
  /** In calls that block without computing. */
  readonly blocked: number;
  /** According to the report; NaN for a server that is not profiled. */
  readonly idle: number;
  /** The app's `eventLoopUtilization`. */
  readonly utilization: number;
  /** The same from `nodeTiming.idleTime`. */
  readonly utilizationOfTiming: number;
  /** Time in which the main thread was ready to run but had no core. */
  readonly waitedForCore: number;
  readonly answersPerSecond: number;
  /** Undefined for a server that is not profiled. */
  readonly report: ReportModel | undefined;
}

export interface IdleRunOptions {
  readonly node: string;
  /** `plain` for no profiler. */
  readonly engine: 'plain' | 'async-context' | 'inspector';
  readonly rate: number;
  readonly perSecond: number;
  readonly forMillis: number;
  /** How many milliseconds of every 100 a timer blocks; 0 for none. */
  readonly blocksMillis?: number;
}

/** Serves requests for a while, and compares the profiler's figures with the clocks of the server's thread. */
export async function runIdle(options: IdleRunOptions): Promise<IdleRun> {
  const { node, engine, rate, perSecond, forMillis, blocksMillis = 0 } = options;
  const server = fork(
    fileURLToPath(new URL('../../dist/proofs/idle/server.js', import.meta.url)),
    [engine, String(rate), String(blocksMillis)],
    { execPath: node, execArgv: [], env: { ...process.env, NODE_ENV: 'development' } },
  );
  const ended = new AbortController();
  server.once('exit', (code) => ended.abort(new Error(`the server ended with ${code}`)));
  const next = async (): Promise<unknown> => (await once(server, 'message', { signal: ended.signal }))[0];
  const clocks = (): Promise<ServerClocks> => {
    server.send('clocks');
    return next() as Promise<ServerClocks>;
  };
  try {
    const port = (await next()) as number;
    const page = `http://127.0.0.1:${port}/__profile__/`;
    // Warms up: code is compiled, and drains have adapted their interval, before anything counts.
    await sendHellos(port, 1_000, perSecond);
    if (engine !== 'plain') await fetch(`${page}clear`, { method: 'POST' });
    const before = await clocks();
    const waitedBefore = mainThreadWaitedMicros(server.pid);
    const answersPerSecond = await sendHellos(port, forMillis, perSecond);
    const after = await clocks();
    const report =
      engine === 'plain'
        ? undefined
        : ((await (
            await fetch(`${page}?format=json&view=functions&limit=1000&full=1`)
          ).json()) as ReportModel);
    const end = await clocks();
    const waited = mainThreadWaitedMicros(server.pid) - waitedBefore;
    const elapsedMicros = (end.millis - before.millis) * 1000;
    const active = after.loopActiveMillis - before.loopActiveMillis;
    const idle = after.loopIdleMillis - before.loopIdleMillis;
    return {
      threadCpu: (end.cpuMicros - before.cpuMicros) / elapsedMicros,
      blocked: (after.blockedMillis - before.blockedMillis) / (after.millis - before.millis),
      idle: (report?.totals.idleMicros ?? Number.NaN) / elapsedMicros,
      utilization: active / (active + idle),
      utilizationOfTiming:
        1 - (after.idleTimeMillis - before.idleTimeMillis) / (after.millis - before.millis),
      waitedForCore: waited / elapsedMicros,
      answersPerSecond,
      report,
    };
  } finally {
    // A dead server has no channel any more, and its error has been thrown already.
    if (server.connected) server.disconnect();
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  }
}
