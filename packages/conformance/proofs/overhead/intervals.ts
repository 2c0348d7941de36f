import { setTimeout as delay } from 'node:timers/promises';
import { flag } from '../flag.ts';
import { load, machine } from '../machine.ts';
import { nodesToProve } from '../nodes-to-prove.ts';
import { openLoad } from '../trace-budget/raw-load.ts';
import { startApp, token } from './app.ts';

// Whether the CPU time of a route is within the interval that its row states, by the kernel's clock: five routes in each of
// 20 runs, of which a random part of the time is sampled. `npx --yes pnpm@12 prove:intervals`, or with majors, runs and seconds:
// `prove:intervals 24 --runs=20 --seconds=100`. The results are in docs/proofs/overhead.md.
const [runs, seconds] = [Number(flag('runs', '20')), Number(flag('seconds', '100'))];
/**
 * Samples as in production, in about a seventh of the time. With more samples a second, a request that is followed costs
 * more than one that is not.
 */
const options = { rate: 99, maxOverhead: 0.005, traceBudget: 0, discardFirst: false, token } as const;
const fewestFollowed = 100;
const paths = [0, 1, 2, 3, 4].map((route) => `/r${route}`);
const perSecond = 45;

console.log(`${machine}, ${runs} runs of ${seconds} s`);
for (const { major, node } of nodesToProve()) {
  let [held, judged, sum, squares] = [0, 0, 0, 0];
  const shares: number[] = [];
  for (let run = 0; run < runs; run++) {
    const app = await startApp(node, options);
    const lines = await openLoad(app.port, 32);
    try {
      await lines.send(paths, perSecond, seconds * 1000);
      await delay(500);
      const { truths } = await app.facts();
      const { routes, totals } = await app.report();
      const { elapsedMicros, routesMicros, backgroundMicros, gcMicros, profilerMicros, idleMicros } = totals;
      const left = elapsedMicros - routesMicros - backgroundMicros - gcMicros - profilerMicros - idleMicros;
      if (left !== 0) fail(`${left} µs of ${elapsedMicros} are in no row`);
      for (const [i, path] of paths.entries()) {
        const row = routes.find(({ route }) => route === path);
        const truth = truths[i];
        if (row === undefined || row.requests !== truth?.requests) {
          fail(`${path}: ${row?.requests} requests instead of ${truth?.requests}`);
          continue;
        }
        shares.push(row.followed / row.requests);
        if (row.followed < fewestFollowed) continue;
        const off = (row.cpuMicros - truth.cpuMicros) / row.cpuErrorMicros;
        judged++;
        if (Math.abs(off) <= 1.96) held++;
        sum += row.cpuMicros / truth.cpuMicros - 1;
        squares += off * off;
      }
    } finally {
      lines.close();
      app.stop();
    }
  }
  const share = shares.reduce((all, one) => all + one, 0) / shares.length;
  const rate = held / judged;
  const isRight = rate >= 0.9 && rate <= 0.99;
  if (!isRight) process.exitCode = 1;
  console.log(
    `${isRight ? 'ok  ' : 'MISS'} Node ${major}, load ${load()}: ${held} of ${judged} intervals have the truth (${(rate * 100).toFixed(0)} %); ${(share * 100).toFixed(1)} % of requests followed; mean ${((sum / judged) * 100).toFixed(2)} % off; mean square of the distance in standard errors ${(squares / judged).toFixed(2)}`,
  );
}

function fail(text: string): void {
  console.log(`MISS ${text}`);
  process.exitCode = 1;
}
