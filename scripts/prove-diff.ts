import { availableParallelism, cpus, loadavg } from 'node:os';
import { type DiffRun, runServers } from '../packages/conformance/src/diff/run.ts';
import { compareWindows } from '../packages/core/src/report/compare.ts';
import type { Comparison } from '../packages/core/src/report/comparison.ts';

// Whether a comparison can be trusted, by real runs: each round runs the same build twice, and once more with one
// function that does 15 % more work. `npx pnpm@12 prove:diff 20 4500`: rounds, and requests a run; with
// `one-after-another` the runs of a round do not take turns.
const [rounds = 20, requests = 4_500] = process.argv.slice(2, 4).map(Number);
const order = process.argv[4] === 'one-after-another' ? 'one-after-another' : 'in-turns';
const slowFunction = 'priceQuote';
const slower = 1.15;

const counts = { falseAlarms: 0, found: 0, routeFound: 0, others: 0 };
console.log(
  `${rounds} rounds of ${requests} requests a run, ${order}, Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model}`,
);
console.log(
  'round  load  same build      15 % slower     by the clock  by the profile  p        also called slower',
);

for (let round = 1; round <= rounds; round++) {
  const [base, same, slow] = (await runServers([1, 1, slower], requests, order)) as [
    DiffRun,
    DiffRun,
    DiffRun,
  ];
  const alike = compareWindows(base, same);
  const changed = compareWindows(base, slow);
  const row = changed.functions.find(({ name }) => name === slowFunction);
  const others = slowerNames(changed).filter((name) => name !== slowFunction && name !== '/quote/:id');
  if (alike.verdict === 'slower') counts.falseAlarms++;
  if (row?.verdict === 'slower') counts.found++;
  if (slowerNames(changed).includes('/quote/:id')) counts.routeFound++;
  if (others.length > 0) counts.others++;
  const cells = [
    String(round).padStart(5),
    (loadavg()[0] as number).toFixed(1).padStart(4),
    (alike.verdict === 'slower' ? `slower: ${slowerNames(alike).join(' ')}` : alike.verdict).padEnd(14),
    (row?.verdict === 'slower' ? 'found' : `missed, ${row?.verdict}`).padEnd(14),
    percent(slow.quoteMicros / base.quoteMicros - 1).padStart(12),
    percent(row?.selfCpuPerRequestMicros.change ?? Number.NaN).padStart(14),
    (row?.selfCpuPerRequestMicros.p ?? Number.NaN).toExponential(0).padEnd(7),
    others.join(' '),
  ];
  console.log(cells.join('  ').trimEnd());
}

console.log(
  `\nthe same build called slower: ${counts.falseAlarms} of ${rounds}; ${slowFunction} found: ${counts.found} of ${rounds}, ` +
    `its route: ${counts.routeFound}; something else called slower beside it: ${counts.others}`,
);
if (counts.falseAlarms > rounds / 20 || counts.found < (rounds * 19) / 20) process.exitCode = 1;

function slowerNames({ functions, routes }: Comparison): string[] {
  return [
    ...functions.filter(({ verdict }) => verdict === 'slower').map(({ name }) => name),
    ...routes.filter(({ verdict }) => verdict === 'slower').map(({ route }) => route),
  ];
}

function percent(change: number): string {
  return `${change > 0 ? '+' : ''}${(change * 100).toFixed(1)} %`;
}
