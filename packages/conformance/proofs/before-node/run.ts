import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ReportModel } from '@routeprof/core';
import { send } from '../truth/load.ts';
import type { Load, Sent } from './client.ts';

const dist = new URL('../../dist/proofs/before-node/', import.meta.url);

export interface Burst {
  readonly route: string;
  readonly fromMicros: number;
  readonly toMicros: number;
}

export interface BeforeNodeRun {
  readonly report: ReportModel;
  readonly sent: readonly Sent[];
  readonly bursts: readonly Burst[];
  /** Added to the report's times it gives those of the others. */
  readonly epochToMonotonic: number;
}

/** The app and a client, each in a process of its own: what the client has measured, and what the report says. */
export async function runBeforeNode(node: string, engine: string, load: Load): Promise<BeforeNodeRun> {
  const server = start('server.js', [engine], node);
  try {
    const [port] = (await once(server, 'message')) as [number];
    const client = start('client.js', [String(port), JSON.stringify(load)]);
    try {
      await once(client, 'message');
      await send(port, { method: 'POST', path: '/__profile__/clear' });
      const measured = once(client, 'message') as Promise<[Sent[]]>;
      client.send('go');
      const [sent] = await measured;
      const { bursts, epochToMonotonic } = JSON.parse(await send(port, { method: 'GET', path: '/bursts' }));
      return { report: await reportAt(port, sent), sent, bursts, epochToMonotonic };
    } finally {
      client.kill('SIGKILL');
    }
  } finally {
    server.kill('SIGKILL');
  }
}

function start(file: string, args: readonly string[], execPath: string = process.execPath): ChildProcess {
  return fork(fileURLToPath(new URL(file, dist)), args, {
    ...{ execPath, execArgv: [], serialization: 'advanced' },
    env: { ...process.env, NODE_ENV: 'development', NODE_OPTIONS: '' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** The report, once it has the traces of all requests that were sent. */
async function reportAt(port: number, sent: readonly Sent[]): Promise<ReportModel> {
  const routes = new Set(sent.map(({ route }) => route));
  for (;;) {
    const text = await send(port, { method: 'GET', path: '/__profile__/?format=json&limit=10000&full=1' });
    const report = JSON.parse(text) as ReportModel;
    const traced = report.routes
      .filter(({ route }) => routes.has(route))
      .reduce((sum, { latencyParts }) => sum + latencyParts.traced, 0);
    if (traced >= sent.length) return report;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
