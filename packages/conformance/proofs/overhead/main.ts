import { setTimeout as delay } from 'node:timers/promises';
import { flag } from '../flag.ts';
import { load, machine } from '../machine.ts';
import { nodesToProve } from '../nodes-to-prove.ts';
import { openLoad, type RawLoad } from '../trace-budget/raw-load.ts';
import { type OverheadApp, startApp, token } from './app.ts';

// What the profiler costs in production with a budget of 3 %, and without one: each app beside one without a profiler, at 1, 300 and 5,000 requests a second and at all that it can answer. `npx --yes pnpm@12 prove:overhead`, or with majors,
// rates and seconds: `prove:overhead 24 --rates=300,all --seconds=180`. The results are in docs/proofs/overhead.md.
const rates = flag('rates', '1,300,5000,all').split(',');
const seconds = Number(flag('seconds', '180'));
const path = flag('path', '/hello');
const maxOverhead = 0.03;
const tolerance = 0.005;
const variants = { plain: null, budget: { maxOverhead, token }, all: { maxOverhead: 1, token } } as const;
const sliceMillis = 3_000;
/** The profiler decides after ten seconds, and its figures are means over some more. */
const warmMillis = 30_000;

interface Running {
  readonly name: string;
  readonly app: OverheadApp;
  readonly load: RawLoad;
  /** CPU time of each slice, per request for a flood, else per second. */
  readonly micros: number[];
  sent: number;
}

console.log(`${machine}, ${path}, ${seconds} s each`);
console.log(
  '| Node | requests a second | load | CPU, plain | with a budget of 3 % | cost | by its own account | allowed | followed | time sampled | limit | without a budget |',
);
console.log('|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|---:|');
for (const { major, node } of nodesToProve()) {
  for (const rate of rates) {
    const running: Running[] = [];
    for (const [name, options] of Object.entries(variants)) {
      const app = await startApp(node, options);
      running.push({ name, app, load: await openLoad(app.port, 16), micros: [], sent: 0 });
    }
    try {
      const until = performance.now() + warmMillis;
      while (performance.now() < until) await slice(running, rate, false);
      const end = performance.now() + seconds * 1000;
      while (performance.now() < end) await slice(running, rate, true);
      await tell(String(major), rate, running);
    } finally {
      for (const { app, load: lines } of running) {
        lines.close();
        app.stop();
      }
    }
  }
}

/** All get as many requests a second at the same time; or one after the other, in random order, as many as it can answer. */
async function slice(running: readonly Running[], rate: string, counts: boolean): Promise<void> {
  const measure = async (one: Running): Promise<void> => {
    const before = (await one.app.facts()).cpuMicros;
    const from = performance.now();
    const count =
      rate === 'all'
        ? await one.load.flood(path, sliceMillis / running.length)
        : await one.load.send([path], Number(rate), sliceMillis);
    one.sent += count;
    const used = (await one.app.facts()).cpuMicros - before;
    const per = rate === 'all' ? count : (performance.now() - from) / 1000;
    if (counts) one.micros.push(used / per);
  };
  if (rate !== 'all') {
    await Promise.all(running.map(measure));
    return;
  }
  for (const one of [...running].sort(() => Math.random() - 0.5)) await measure(one);
}

async function tell(major: string, rate: string, running: readonly Running[]): Promise<void> {
  const [plain, budget, all] = running as [Running, Running, Running];
  await delay(500);
  const { status, totals } = await budget.app.report();
  const overhead = status.overhead ?? { followed: 1, sampled: 1, limit: '', share: 0 };
  // A flood takes all of a core, and the budget is a share of a whole core at least.
  const whole = (one: Running): number => (rate === 'all' ? mean(one.micros) : 1e6);
  const costs = budget.micros.map((micros, i) => (micros - (plain.micros[i] as number)) / whole(budget));
  const [cost, error] = [mean(costs), 1.96 * Math.sqrt(variance(costs) / costs.length)];
  const without = all.micros.map((micros, i) => (micros - (plain.micros[i] as number)) / whole(all));
  const unit = rate === 'all' ? 'µs a request' : 'µs a second';
  // The first request of a process is left out.
  const isExact = totals.requests === budget.sent - 1;
  if (cost > maxOverhead + tolerance || !isExact) process.exitCode = 1;
  console.log(
    `| ${[
      ...[major, rate, load(), `${mean(plain.micros).toFixed(1)} ${unit}`],
      mean(budget.micros).toFixed(1),
      `${percent(cost)} ± ${percent(error)}${isExact ? '' : `, ${totals.requests} of ${budget.sent} requests`}`,
      percent(overhead.share),
      percent(maxOverhead + tolerance),
      ...[percent(overhead.followed), percent(overhead.sampled), overhead.limit || 'none'],
      percent(mean(without)),
    ].join(' | ')} |`,
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
