import { modulesOf } from '../frameworks.ts';
import type { Circumstances } from '../output/circumstances.ts';
import { table } from '../output/table.ts';
import { betterPeers } from './better.ts';
import { costTable, isOverloaded } from './cost-table.ts';
import { kindOf } from './kinds.ts';
import type { StoredResults } from './stored.ts';
import { truthTables } from './truth-tables.ts';

/** The document of all stored results. */
export function page(results: StoredResults): string {
  const { compare, truth } = results;
  return [
    intro,
    ...(compare === undefined ? [] : [costPart(results)]),
    ...(truth === undefined ? [] : [truthPart(truth)]),
    `## Where another profiler is better\n\nEach that is better than one of our two ways, the best first:\n\n${betterPeers(results)}`,
    `## What each gives, and what it misses\n\n${givenTable(results)}`,
    `## How it was measured\n\n${method}\n\n${circumstancesOf(results)}`,
    '',
  ].join('\n\n');
}

const intro = `# What profilers cost, and what they see

routeprof beside seven other tools: what each costs a server, and how near it comes to CPU time that is known. A profiler
that tells less may well cost less, so both stand together. \`npx --yes pnpm@12 cost\` makes this page from the results
in [\`docs/cost\`](cost); it only writes what was measured.`;

/** Of the profiler that is the most expensive, and not in every run. */
const sentrySettings =
  "Sentry follows each request (`tracesSampleRate: 1`, `profileLifecycle: 'trace'`: its profiler starts with the first open request and stops with the last, which is often under such a load), and";

function costPart(results: StoredResults): string {
  const {
    cells = [],
    failures = [],
    starts,
    rounds,
    settlingRounds,
    latencyRounds,
    latencyMillis,
  } = results.compare ?? {};
  const hasSentry = cells.some(({ figures }) => figures.some(({ variant }) => variant === 'sentry'));
  const overloaded = cells.some(({ figures }) => figures.some(isOverloaded));
  return [
    '## What it costs',
    '![CPU time for a request under each profiler, over that of the app without one, with 95 % intervals](cost/cpu.svg)',
    [
      'routeprof has its defaults: beyond 3 % of a core (`maxOverhead`) it takes samples for a part of the time, as it does in most of these rows.',
      'The others have their defaults, too, but that what they send goes to a local server;',
      ...(hasSentry ? [sentrySettings] : []),
      'Pyroscope has a label around the rest of each request.',
      `Medians of ${starts} starts of all servers with ${rounds} rounds each, after ${settlingRounds} that are not counted; p99 is that of ${(latencyRounds ?? 0) * (latencyMillis ?? 0)} ms in each start, so it says least; the rows "again" are the same app in a second process, and show what a run can tell apart.`,
    ].join(' '),
    ...cells.map((cell) => costTable(cell, results)),
    ...(overloaded
      ? [
          '¹ Requests come at half of the rate that the app alone can answer. This one cannot answer that many, so they queue, and the figure says no more than that.',
        ]
      : []),
    ...failures.map((failure) => `Not measured: ${failure}.`),
  ].join('\n\n');
}

function truthPart({ rows, failures }: NonNullable<StoredResults['truth']>): string {
  const seconds = rows[0]?.seconds ?? 0;
  return [
    '## The truth table',
    '![Where each profiler files CPU time whose route is known, before and after the first await](cost/truth.svg)',
    `An Express app has two routes that use CPU in three named functions each: one before the first \`await\`, one after a resolved promise, one after a timer. A third route only waits. The functions read the thread's own clock, so their CPU time is known. ${rows.length} profilers, ${seconds} seconds each, nine requests at a time: the routes always overlap. Then each tool's own output is read: files, or what it has sent.`,
    truthTables(rows),
    [
      "- A function's error is that of its share of all known CPU. *Sampling error* is how far the function with the fewest samples may be off in 95 of 100 runs, if samples were independent of each other.",
      "- *CPU time in all* is the tool's sum of the known functions over the true one. A tool that measures time between samples counts what the thread waits for a core.",
      '- routeprof takes samples for a part of the time where more would exceed its budget (`maxOverhead`), and says so. *CPU time in all* and its functions are of that part; its routes are scaled to all requests.',
      "- A route's error is that of all known CPU that is filed under it. *Kept* is filed under its own route alone.",
      "- Sentry's chunks have no requests. As its thread and times tell, a sample belongs to each request that was open then: with nine at a time to several.",
      '- OpenTelemetry is not here: it has spans, and no functions or CPU time.',
    ].join('\n'),
    ...failures.map((failure) => `Could not be read: ${failure}.`),
  ].join('\n\n');
}

function givenTable({ compare, truth }: StoredResults): string {
  const variants = [
    ...(compare?.cells[0]?.figures.map(({ variant }) => variant) ?? []),
    ...(truth?.rows.map(({ variant }) => variant) ?? []),
  ];
  const rows = [...new Set(variants)].map(kindOf).filter(({ gives }) => gives !== '');
  return table(
    ['profiler', 'gives', 'misses'],
    rows.map(({ name, gives, misses }) => [name, gives, misses]),
  );
}

const method = `The servers of all variants live at once on one core, the load on another, and get slices of load in random order; each
ratio is to the app without a profiler in the same round ([how it is measured](../bench/README.md#how-it-is-measured)).
CPU of a thread that begins and ends within one slice is not seen: Sentry's profiler begins one with each chunk, so its
CPU is a lower bound. Requests a second are those of a server that has a core for itself in its slices. Memory is the
process's at the end of a start. The seven others are installed by \`npx --yes pnpm@12 bench:peers\`, outside the default
install. A run fails where a profiler has not recorded: routeprof must have each request, a peer must have left or sent
samples (or spans). Start-up is the CPU and the time of fresh processes until the server listens, in medians. Installed is
what the packages and all that they depend on have in files, without the app's framework.

To measure again, on a quiet machine, for 45 minutes:

    npx --yes pnpm@12 bench:peers
    npx --yes pnpm@12 bench:cost`;

/** Each part's command, and the machine and versions: once where all parts have the same. */
function circumstancesOf(results: StoredResults): string {
  const parts = Object.entries(titles).flatMap(([name, title]) => {
    const about = results[name as keyof typeof titles]?.about;
    return about === undefined ? [] : [{ name, title, about }];
  });
  const missing = Object.entries(titles).filter(
    ([name]) => results[name as keyof typeof titles] === undefined,
  );
  // Sizes are the same on any machine.
  const timed = parts.filter(({ name }) => name !== 'installed-size');
  const busiest = Math.max(0, ...timed.flatMap(({ about }) => [about.loadBefore, about.loadAfter]));
  const machines = new Set(parts.map(({ about }) => machineOf(about, results)));
  return [
    ...parts.map(({ title, about }) => {
      const { command, date, loadBefore, loadAfter, note } = about;
      const load = `load average ${loadBefore.toFixed(1)} before and ${loadAfter.toFixed(1)} after`;
      const where = machines.size > 1 ? `; ${machineOf(about, results)}` : '';
      return `- ${title}: \`${command}\`, ${date}, ${load}${where}.${note === undefined ? '' : ` ${note}`}`;
    }),
    ...(busiest > 3
      ? [
          '',
          `**The machine was not quiet**: other work ran beside, with a load average of up to ${busiest.toFixed(0)} on two cores (the bench has two of it itself). Ratios of one round bear that best, p99 and times until a server listens worst.`,
        ]
      : []),
    ...missing.map(([, title]) => `- ${title}: not measured yet.`),
    ...(machines.size === 1 ? ['', `${[...machines][0]}.`] : []),
  ].join('\n');
}

const titles = {
  compare: 'CPU, throughput, p99, memory',
  'start-up': 'Start-up',
  'installed-size': 'Installed size',
  truth: 'Truth table',
} as const;

function machineOf({ machine, versions, peers }: Circumstances, { compare, truth }: StoredResults): string {
  const frameworks = new Set(['express', ...(compare?.cells ?? []).map(({ framework }) => framework)]);
  const used = new Set([...frameworks].flatMap((framework) => modulesOf(framework).modules));
  const shown = Object.entries(versions).filter(
    ([name]) => used.has(name) || name === '@routeprof/core' || name === '@datadog/pprof',
  );
  const nodes = new Set(
    [...(compare?.cells ?? []), ...(truth?.rows ?? [])].map(({ node }) => `Node ${node}`),
  );
  const packages = [...shown, ...Object.entries(peers)].map(([name, version]) => `${name} ${version}`);
  return [machine, ...nodes, ...packages].join(', ');
}
