import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ReportModel } from '@routeprof/core';
import { nodeBinary, nodeMajors } from '../../src/node-binaries.ts';
import { machine } from '../machine.ts';
import { send } from '../truth/load.ts';
import { openLoad, type RawLoad } from './raw-load.ts';
import type { BudgetFacts } from './server.ts';

// Whether tracing stays within its budget, by a count of hook calls that is not the profiler's own: at as many requests a
// second as the server answers, at 300 and at 3, with production's defaults. `npx --yes pnpm@12 prove:trace-budget`, or with majors and
// requests: `prove:trace-budget 20,24 1000000`. The results are in docs/proofs/latency.md.
const [majors = '20,24', requests = '1000000'] = process.argv.slice(2);
const server = fileURLToPath(new URL('../../dist/proofs/trace-budget/server.js', import.meta.url));
const budget = 0.01;
const most = 1.2;
const paths = ['/hello', '/awaits', '/waits'];

console.log(machine);
for (const major of nodeMajors.filter((one) => majors.split(',').includes(String(one)))) {
  const child = fork(server, [], {
    execPath: nodeBinary(major) as string,
    execArgv: ['--expose-gc'],
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [port] = (await once(child, 'message')) as [number];
  execFileSync('taskset', ['-acp', '0', String(child.pid)], { stdio: 'ignore' });
  try {
    await atRate(`Node ${major}, 3 a second`, child, port, (load) => load.send(paths, 3, 60_000));
    // It may take 2 s to know what delayed a request.
    await delay(3_000);
    const { routes } = JSON.parse(
      await send(port, { method: 'GET', path: '/__profile__/?format=json' }),
    ) as ReportModel;
    const of = (path: string) => routes.find(({ route }) => route === path);
    for (const path of paths) {
      const { traced, cut } = of(path)?.latencyParts ?? { traced: 0, cut: 0 };
      say(
        `  ${path}: ${traced} traced and ${cut} cut of ${of(path)?.requests}`,
        traced === of(path)?.requests,
      );
    }
    await atRate(`Node ${major}, 300 a second`, child, port, (load) => load.send(paths, 300, 60_000));
    await flood(`Node ${major}`, child, port);
  } finally {
    child.kill('SIGKILL');
  }
}

/** All requests, and the heap after each tenth of them. */
async function flood(name: string, child: ChildProcess, port: number): Promise<void> {
  const heaps: number[] = [];
  await atRate(`${name}, all it can`, child, port, async (load) => {
    let sent = 0;
    while (sent < Number(requests)) {
      const next = Math.min(Number(requests), sent + Number(requests) / 10);
      while (sent < next) for (const path of paths) sent += await load.flood(path, 1_000);
      heaps.push((await facts(child)).heapBytes / 2 ** 20);
    }
    return sent;
  });
  const growth = Math.max(...heaps.slice(5)) - Math.max(...heaps.slice(0, 5));
  say(`  heap after each tenth, MiB: ${heaps.map((heap) => heap.toFixed(1)).join(' ')}`, growth < 2);
}

async function atRate(
  name: string,
  child: ChildProcess,
  port: number,
  work: (load: RawLoad) => Promise<number>,
): Promise<void> {
  // Node closes connections on which no request has come for a minute.
  const load = await openLoad(port, 32);
  const [before, from] = [await facts(child), performance.now()];
  const count = await work(load);
  load.close();
  const [after, seconds] = [await facts(child), (performance.now() - from) / 1000];
  const share = (after.hookMicros - before.hookMicros) / (seconds * 1e6);
  const text = `${name}: ${count} requests in ${seconds.toFixed(1)} s (${Math.round(count / seconds)} a second), ${after.calls - before.calls} calls of hooks, ${(share * 100).toFixed(3)} % of a core, ${(share / budget).toFixed(2)} of the budget`;
  say(text, share <= most * budget);
}

async function facts(child: ChildProcess): Promise<BudgetFacts> {
  child.send('facts');
  return ((await once(child, 'message')) as [BudgetFacts])[0];
}

function say(text: string, isRight: boolean): void {
  console.log(`${isRight ? 'ok  ' : 'MISS'} ${text}`);
  if (!isRight) process.exitCode = 1;
}
