import { compareWindows } from '../../../core/src/comparison/compare.ts';
import { isSure } from '../../../core/src/comparison/verdicts.ts';
import type { Comparison, JudgedChange } from '../../../core/src/presentation/model/comparison.ts';
import { load, machine } from '../machine.ts';
import { type DiffRun, runServers } from './run.ts';

// Whether a comparison can be trusted, by real runs: each round runs the same build twice, and once more with one
// function that does 15 % more work, a route that waits three times as long, and one that fails eight times as often.
// `npx --yes pnpm@12 prove:diff 20 4500`: rounds, and requests per run; with `one-after-another` the runs of a round do
// not alternate.
const [rounds = 20, requests = 4_500] = process.argv.slice(2, 4).map(Number);
const order = process.argv[4] === 'one-after-another' ? 'one-after-another' : 'in-turns';
const slowFunction = 'priceQuote';
const slowRoute = '/quote/:id';
const lateRoute = '/late/:id';
const failingRoute = '/failing/:id';
const slower = 1.15;
const healthy = { slower: 1, lateMillis: 20, failing: 0.01 };

const families = ['functions', 'routes', 'whole', 'p95', 'errors'] as const;
type Family = (typeof families)[number];
const falseAlarms: Record<Family, number> = { functions: 0, routes: 0, whole: 0, p95: 0, errors: 0 };
const sought = ['function', 'route', 'p95', 'errors'] as const;
const found: Record<(typeof sought)[number], number> = { function: 0, route: 0, p95: 0, errors: 0 };
let withOthers = 0;
console.log(
  `${rounds} rounds of ${requests} requests a run, ${order}, Node ${process.versions.node}, ${machine}`,
);
console.log(
  'round  load  same build           15 % slower     by the clock  by the profile  p        p95 × 3  errors  also called changed',
);

for (let round = 1; round <= rounds; round++) {
  const [base, same, slow] = (await runServers(
    [healthy, healthy, { slower, lateMillis: 3 * healthy.lateMillis, failing: 0.08 }],
    requests,
    order,
  )) as [DiffRun, DiffRun, DiffRun];
  const alike = compareWindows(base, same);
  const changed = compareWindows(base, slow);
  const row = changed.functions.find(({ name }) => name === slowFunction);
  const alarms = families.filter((family) => changedNames(alike)[family].length > 0);
  for (const family of alarms) falseAlarms[family]++;
  const names = changedNames(changed);
  const isLateFound = names.p95.includes(lateRoute);
  const isFailingFound = names.errors.includes(failingRoute);
  const others = [
    ...names.functions.filter((name) => name !== slowFunction),
    ...names.routes.filter((name) => name !== slowRoute),
    ...names.p95.filter((name) => ![lateRoute, slowRoute, 'all'].includes(name)).map((name) => `p95 ${name}`),
    ...names.errors.filter((name) => ![failingRoute, 'all'].includes(name)).map((name) => `errors ${name}`),
  ];
  if (row?.verdict === 'slower') found.function++;
  if (names.routes.includes(slowRoute)) found.route++;
  if (isLateFound) found.p95++;
  if (isFailingFound) found.errors++;
  if (others.length > 0) withOthers++;
  const cells = [
    String(round).padStart(5),
    load().padStart(4),
    (
      alarms.map((family) => `${family}: ${changedNames(alike)[family].join(' ')}`).join(', ') || 'same'
    ).padEnd(19),
    (row?.verdict === 'slower' ? 'found' : `missed, ${row?.verdict}`).padEnd(14),
    percent(slow.quoteMicros / base.quoteMicros - 1).padStart(12),
    percent(row?.selfCpuPerRequestMicros.change ?? Number.NaN).padStart(14),
    (row?.selfCpuPerRequestMicros.p ?? Number.NaN).toExponential(0).padEnd(7),
    (isLateFound ? 'found' : 'missed').padEnd(7),
    (isFailingFound ? 'found' : 'missed').padEnd(6),
    others.join(' '),
  ];
  console.log(cells.join('  ').trimEnd());
}

console.log(
  `\nthe same build called changed, of ${rounds}: ${families.map((one) => `${one} ${falseAlarms[one]}`).join(', ')}`,
);
const soughtNames: Record<(typeof sought)[number], string> = {
  function: `${slowFunction} with 15 % more work`,
  route: 'its route',
  p95: 'a wait three times as long, by p95',
  errors: '8 % of errors instead of 1 %',
};
console.log(`found, of ${rounds}: ${sought.map((one) => `${soughtNames[one]} ${found[one]}`).join(', ')}`);
console.log(`something else called changed beside these: ${withOthers} of ${rounds}`);
// A few rounds cannot show a rate of 2 %. This fails for a number of alarms that such a rate gives less than once in
// 100.
const alarming = families.filter((family) => chanceOfAtLeast(falseAlarms[family], rounds, 0.02) < 0.01);
const missed = sought.filter((one) => found[one] < (rounds * 19) / 20);
for (const family of alarming) console.log(`${family}: more false alarms than 2 % can explain`);
if (missed.length > 0)
  console.log(`found in fewer than 19 of 20 rounds: ${missed.map((one) => soughtNames[one]).join('; ')}`);
if (alarming.length + missed.length > 0) process.exitCode = 1;

/** The chance that at least `least` of `count` independent trials succeed (binomial). */
function chanceOfAtLeast(least: number, count: number, chance: number): number {
  let fewer = 0;
  let exactly = (1 - chance) ** count;
  for (let successes = 0; successes < least; successes++) {
    fewer += exactly;
    exactly *= ((count - successes) / (successes + 1)) * (chance / (1 - chance));
  }
  return 1 - fewer;
}

/** What a comparison reports as changed, by family: each has a false alarm in at most 2 of 100 comparisons. */
function changedNames({ functions, routes, overall }: Comparison): Record<Family, string[]> {
  const named = (judged: (row: Comparison['routes'][number]) => JudgedChange) =>
    routes.filter((row) => isSure(judged(row))).map(({ route }) => route);
  const all = (judged: JudgedChange) => (isSure(judged) ? ['all'] : []);
  return {
    functions: functions.filter(isSure).map(({ name }) => name),
    routes: named((row) => row.cpuPerRequestMicros),
    whole: all(overall.cpuPerRequestMicros),
    p95: [...named((row) => row.latencyMicros.p95), ...all(overall.latencyMicros.p95)],
    errors: [...named((row) => row.errors), ...all(overall.errors)],
  };
}

function percent(change: number): string {
  return `${change > 0 ? '+' : ''}${(change * 100).toFixed(1)} %`;
}
