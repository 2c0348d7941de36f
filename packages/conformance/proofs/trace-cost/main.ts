import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom, shuffle } from '../../../../apps/shop/src/random.ts';
import { type Estimate, estimate } from '../../../../bench/src/statistics.ts';
import { nodeBinary, nodeMajors } from '../../src/node-binaries.ts';
import { machine } from '../machine.ts';
import { startPostgres } from '../services/postgres.ts';
import { type Call, sendLoad } from '../truth/load.ts';
import { type LiveServer, startServer } from './live-server.ts';

// What tracing costs in production: the CPU of a request with the default budget over that with none, in servers that
// live at once on one core; beside it, a second server with none. Slices of load go to one after the other in random
// order; a figure is a ratio within a round, of several starts of all servers, with an interval of 95 %. The budget is a
// share of the time that passes, and a server is idle while others have load, so it gets its share of the default.
// `npx --yes pnpm@12 prove:trace-cost`, or with majors, starts, rounds and seconds of a slice: `prove:trace-cost 20,24 6 8 0.7`. On
// Linux, with two cores. The results are in docs/proofs/latency.md.
const [majors = '20,24', starts = '6', rounds = '8', seconds = '0.7'] = process.argv.slice(2);
const paths = ['/hello', '/awaits', '/query'];
const budgets = ['0', '0 again', 'default'] as const;
const productionBudget = 0.01;
type Budget = (typeof budgets)[number];
type Servers = ReadonlyMap<Budget, LiveServer>;
const random = createRandom(1);
const postgres = await startPostgres();
const pin = (core: number): void => {
  execFileSync('taskset', ['-cp', String(core), String(process.pid)], { stdio: 'ignore' });
};

try {
  console.log(machine);
  for (const major of nodeMajors.filter((one) => majors.split(',').includes(String(one)))) {
    const ratios = new Map(
      paths.map((path) => [path, { again: [] as number[][], traced: [] as number[][] }]),
    );
    const traces = new Map<string, number>();
    for (let start = 0; start < Number(starts); start++) {
      const servers = await startAll(major);
      for (const path of paths) {
        const of = await measure(servers, path);
        ratios.get(path)?.again.push(of('0 again'));
        ratios.get(path)?.traced.push(of('default'));
      }
      const { routes } = await (servers.get('default') as LiveServer).report();
      for (const { route, latencyParts } of routes)
        traces.set(route, (traces.get(route) ?? 0) + latencyParts.traced + latencyParts.cut);
      for (const server of servers.values()) server.stop();
    }
    for (const [path, { again, traced }] of ratios)
      console.log(
        `Node ${major} ${path.padEnd(8)} ${text(estimate(traced, random))}, no tracing again ${text(estimate(again, random))}; ${traces.get(path) ?? 0} traces`,
      );
  }
} finally {
  await postgres.stop();
}

async function startAll(major: (typeof nodeMajors)[number]): Promise<Servers> {
  // Children are born on the core of their parent.
  pin(0);
  const servers = new Map<Budget, LiveServer>();
  for (const budget of budgets)
    servers.set(
      budget,
      await startServer(
        nodeBinary(major) as string,
        budget === 'default' ? productionBudget / budgets.length : 0,
        postgres.port,
      ),
    );
  pin(1);
  // Until code is compiled, and what the budget has saved up before any load is spent.
  for (const server of servers.values()) await load(server, paths, 6_000);
  return servers;
}

/** The ratios of each round to the first server. */
async function measure(servers: Servers, path: string): Promise<(budget: Budget) => number[]> {
  const costs: ReadonlyMap<Budget, number>[] = [];
  for (let round = 0; round < Number(rounds); round++) {
    const cost = new Map<Budget, number>();
    for (const budget of shuffle(random, budgets))
      cost.set(budget, await cpuPerRequest(servers.get(budget) as LiveServer, path));
    costs.push(cost);
  }
  return (budget) => costs.map((cost) => (cost.get(budget) as number) / (cost.get('0') as number));
}

async function cpuPerRequest(server: LiveServer, path: string): Promise<number> {
  // What the last slice has left to do is not of this one.
  await delay(50);
  const before = server.cpuMicros();
  const requests = await load(server, [path], Number(seconds) * 1000);
  return (server.cpuMicros() - before) / requests;
}

function load({ port }: LiveServer, which: readonly string[], millis: number): Promise<number> {
  return sendLoad(
    port,
    which.map((path): Call => ({ method: 'GET', path })),
    8,
    millis,
  );
}

function text({ median, low, high }: Estimate): string {
  return `${median.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}
