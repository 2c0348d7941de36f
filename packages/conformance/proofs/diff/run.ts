import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Window } from '../../../core/src/profile/window.ts';
import { sendCalls } from './load.ts';

/** How a build does its work. */
export interface DiffBuild {
  /** The factor of `priceQuote`'s work. */
  readonly slower: number;
  /** How long `/late` waits, about. */
  readonly lateMillis: number;
  /** The share of requests for `/failing` that fail. */
  readonly failing: number;
}

export interface DiffRun {
  readonly window: Window;
  readonly appFolder: string;
  /** CPU of `priceQuote` per call, by the kernel's clock. */
  readonly quoteMicros: number;
}

const warmRequests = 360;
const blockRequests = 180;
const longestMillis = 300_000;

/** Whether runs alternate by blocks of requests, or each finishes before the next begins. */
export type DiffOrder = 'in-turns' | 'one-after-another';

/**
 * Runs one server for each build, each in its own process. If runs alternate, a busy neighbour affects all of them;
 * otherwise a comparison also compares the neighbours.
 */
export async function runServers(
  builds: readonly DiffBuild[],
  requests: number,
  order: DiffOrder,
): Promise<DiffRun[]> {
  if (order === 'in-turns') return runTogether(builds, requests);
  const runs: DiffRun[] = [];
  for (const build of builds) runs.push(...(await runTogether([build], requests)));
  return runs;
}

async function runTogether(builds: readonly DiffBuild[], requests: number): Promise<DiffRun[]> {
  const servers = builds.map(startServer);
  try {
    const ports: number[] = [];
    for (const server of servers) ports.push(await server.port);
    // Warms up: code should be compiled before anything counts.
    for (const port of ports) await sendCalls(port, warmRequests);
    for (const server of servers) await server.clear();
    for (let sent = 0; sent < requests; sent += blockRequests) {
      for (const port of ports) await sendCalls(port, Math.min(blockRequests, requests - sent));
    }
    const runs: DiffRun[] = [];
    for (const server of servers) runs.push(await server.read());
    return runs;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function startServer({ slower, lateMillis, failing }: DiffBuild) {
  const child = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), {
    execArgv: ['--conditions=@routeprof/source', '--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    env: {
      ...process.env,
      NODE_ENV: 'development',
      SLOWER: String(slower),
      LATE_MILLIS: String(lateMillis),
      FAILING: String(failing),
    },
  });
  const timeout = setTimeout(() => child.kill('SIGKILL'), longestMillis);
  const exited = once(child, 'exit');
  const broken = exited.then(([code, signal]) => {
    throw new Error(`the server ended (${signal ?? code}) before it answered`);
  });
  broken.catch(() => {});
  const answer = async (): Promise<unknown> => {
    const [message] = await Promise.race([once(child, 'message'), broken]);
    return message;
  };
  const ask = (question: 'clear' | 'read'): Promise<unknown> => {
    child.send(question);
    return answer();
  };
  return {
    port: answer() as Promise<number>,
    clear: () => ask('clear'),
    read: () => ask('read') as Promise<DiffRun>,
    async stop(): Promise<void> {
      clearTimeout(timeout);
      child.kill('SIGKILL');
      await exited;
    },
  };
}
