import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { nodeBinary, nodeMajors } from '../../src/node-binaries.ts';
import { startPostgres } from '../services/postgres.ts';
import { type Call, sendLoad } from '../truth/load.ts';
import { type LiveServer, startServer } from './live-server.ts';

// What tracing costs in production: the CPU of a request with the default budget over that with none, in servers that
// live at once on one core. Slices of load go to one after the other in random order; a figure is a ratio within a round.
// `npx --yes pnpm@12 prove:trace-cost`, or with majors, rounds and seconds of a slice: `prove:trace-cost 20,24 20 2`. On
// Linux, with two cores. The results are in docs/proofs/latency.md.
const [majors = '20,24', rounds = '20', seconds = '2'] = process.argv.slice(2);
const paths = ['/hello', '/awaits', '/query'];
const budgets = ['0', ''] as const;
const postgres = await startPostgres();
const pin = (core: number): void => {
  execFileSync('taskset', ['-cp', String(core), String(process.pid)], { stdio: 'ignore' });
};

try {
  for (const major of nodeMajors.filter((one) => majors.split(',').includes(String(one)))) {
    // Children are born on the core of their parent.
    pin(0);
    const servers = new Map<string, LiveServer>();
    for (const budget of budgets)
      servers.set(budget, await startServer(nodeBinary(major) as string, budget, postgres.port));
    pin(1);
    for (const server of servers.values()) await load(server, paths, 3_000);
    for (const path of paths) {
      const ratios: number[] = [];
      for (let round = 0; round < Number(rounds); round++) {
        const cost = new Map<string, number>();
        for (const budget of shuffled(budgets))
          cost.set(budget, await cpuPerRequest(servers.get(budget) as LiveServer, path));
        ratios.push((cost.get('') as number) / (cost.get('0') as number));
      }
      const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(3));
      console.log(
        `Node ${major} ${path.padEnd(8)} ${middle} (quartiles ${low} to ${high}), ${rounds} rounds`,
      );
    }
    const { routes } = await (servers.get('') as LiveServer).report();
    for (const { route, requests, latencyParts } of routes)
      if (paths.includes(route))
        console.log(`  ${route}: ${latencyParts.traced} traced and ${latencyParts.cut} cut of ${requests}`);
    for (const server of servers.values()) server.stop();
  }
} finally {
  await postgres.stop();
}

async function cpuPerRequest(server: LiveServer, path: string): Promise<number> {
  // What the last slice has left to do is not of this one.
  await delay(100);
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

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, by: Math.random() }))
    .sort((a, b) => a.by - b.by)
    .map(({ item }) => item);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * share)] as number;
}
