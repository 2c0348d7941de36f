import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ReportModel } from '@routeprof/core';
import { send } from '../truth/load.ts';
import type { OverheadFacts } from './server.ts';

/** The app of this proof, with the profiler's options, or plain with `null`. All run on core 0. */
export interface OverheadApp {
  readonly port: number;
  facts(): Promise<OverheadFacts>;
  report(): Promise<ReportModel>;
  stop(): void;
}

const server = fileURLToPath(new URL('../../dist/proofs/overhead/server.js', import.meta.url));

export async function startApp(node: string, options: object | null): Promise<OverheadApp> {
  const child: ChildProcess = fork(server, [JSON.stringify(options)], {
    execPath: node,
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [port] = (await once(child, 'message')) as [number];
  execFileSync('taskset', ['-acp', '0', String(child.pid)], { stdio: 'ignore' });
  return {
    port,
    async facts() {
      child.send('facts');
      return ((await once(child, 'message')) as [OverheadFacts])[0];
    },
    async report() {
      return JSON.parse(await send(port, { method: 'GET', path: '/__profile__/?format=json', headers }));
    },
    stop: () => child.kill('SIGKILL'),
  };
}

export const token = 'a-token-of-this-proof';
const headers = { authorization: `Bearer ${token}` };
