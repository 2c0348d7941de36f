import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import type { ReportModel } from '@routeprof/core';
import { createFolderReport } from '@routeprof/core/tools';
import { send } from '../truth/load.ts';

/** The app, in a process of its own. */
export interface HeldServer {
  readonly process: ChildProcess;
  /** Rejects when the process is killed meanwhile. */
  get(path: string): Promise<string>;
  post(path: string): Promise<string>;
  kill(): Promise<void>;
}

export async function startHeldServer(
  node: string,
  options: Readonly<Record<string, unknown>>,
): Promise<HeldServer> {
  const server = fork(
    fileURLToPath(new URL('../../dist/proofs/blocks/server.js', import.meta.url)),
    [JSON.stringify(options)],
    {
      execPath: node,
      execArgv: [],
      env: { ...process.env, NODE_ENV: 'development', NODE_OPTIONS: '' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  const [port] = (await once(server, 'message')) as [number];
  const agent = new http.Agent({ keepAlive: true });
  return {
    process: server,
    get: (path) => send(port, { method: 'GET', path }, agent),
    post: (path) => send(port, { method: 'POST', path }),
    async kill() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      agent.destroy();
      const exited = once(server, 'exit');
      server.kill('SIGKILL');
      await exited;
    },
  };
}

/** What the folder tells about blocks, without the app. */
export async function blocksIn(folder: string): Promise<ReportModel['blocks']> {
  const report = await createFolderReport(folder);
  if (report === undefined) return [];
  try {
    return (await report.ask(new URLSearchParams({ full: '1' }))).blocks;
  } finally {
    report.close();
  }
}
