import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReportModel } from '@routeprof/core';
import { send } from '../truth/load.ts';

const built = fileURLToPath(new URL('../../dist/proofs/trace-cost/server.js', import.meta.url));

/** A server that runs beside others, on the same core. */
export interface LiveServer {
  readonly port: number;
  /** CPU of all its threads so far, in microseconds. */
  cpuMicros(): number;
  report(): Promise<ReportModel>;
  stop(): void;
}

export async function startServer(node: string, budget: number, postgresPort: number): Promise<LiveServer> {
  const child: ChildProcess = fork(built, [String(budget), String(postgresPort)], {
    execPath: node,
    execArgv: [],
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '', ROUTEPROF_TOKEN: '' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [port] = (await once(child, 'message')) as [number];
  return {
    port,
    cpuMicros() {
      // Threads that have ended are lost here, but not in a slice: these servers start none.
      return readdirSync(`/proc/${child.pid}/task`).reduce((sum, thread) => {
        const [onCpuNanos] = readFileSync(`/proc/${child.pid}/task/${thread}/schedstat`, 'utf8').split(' ');
        return sum + Number(onCpuNanos) / 1000;
      }, 0);
    },
    async report() {
      return JSON.parse(await send(port, { method: 'GET', path: '/__profile__/?format=json&limit=100' }));
    },
    stop: () => void child.kill('SIGKILL'),
  };
}
