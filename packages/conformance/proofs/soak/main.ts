import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startLoad } from '../../../../apps/all-in-one/src/load/start.ts';
import { root } from '../../../../scripts/packages.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { machine } from '../machine.ts';
import { plot } from './plot.ts';
import { type RunningApp, startApp } from './running-app.ts';

// Whether memory and disk stay within limits: two processes of an Express app share a folder, under load, with the page
// open. `npx --yes pnpm@12 prove:soak 20`: minutes. The curves are written to bench/soak/.
const minutes = Number(process.argv[2] ?? 20);
const everyMillis = 5_000;
const requestsPerSecond = 150;
/**
 * From the second quarter to the second half: by then caches are warm, and files are deleted as fast as they are made.
 */
const mostGrowth = 1.15;
const mostGrowthMib = 12;

interface Row {
  readonly seconds: number;
  readonly requests: number;
  readonly rssMib: readonly [number, number];
  readonly heapMib: readonly [number, number];
  readonly longestDelayMillis: number;
  readonly p99DelayMillis: number;
  readonly files: number;
  readonly diskMib: number;
  readonly reportMillis: number;
}

const dir = mkdtempSync(join(tmpdir(), 'soak-'));
const apps = [await startApp(dir), await startApp(dir)] as const;
const load = startLoad({
  targets: apps.map(({ origin }) => ({ origin, mount: '' })),
  seed: 1,
  requestsPerSecond,
  concurrency: 8,
  maxRequests: Number.MAX_SAFE_INTEGER,
  maxSeconds: minutes * 60,
});
let isDone = false;
void load.done.then(() => {
  isDone = true;
});
console.log(
  `${minutes} minutes, ${requestsPerSecond} requests per second to two processes, Node ${process.versions.node}, ${machine}`,
);
const rows: Row[] = [];
try {
  const startMillis = performance.now();
  while (!isDone) {
    await Promise.race([load.done, delay(everyMillis)]);
    const row = await measure((performance.now() - startMillis) / 1000);
    rows.push(row);
    if (rows.length % 12 === 1) console.log(describe(row));
  }
  const { answered, unexpected, sent, firstUnexpected } = await load.done;
  await delay(2_000);
  const model = await report(apps[0]);
  for (const app of apps) await app.stop();
  const growth = { rss: grown(({ rssMib }) => rssMib[0] + rssMib[1]), files: grown(({ files }) => files) };
  write(rows);
  console.log(
    `sent ${sent}, answered ${answered}, not as expected ${unexpected}${firstUnexpected === undefined ? '' : ` (${firstUnexpected})`}; in the report of the last ${Math.round((Date.now() - model.range.from / 1000) / 1000)} s: ${model.totals.requests}\n` +
      `memory of the second half over the second quarter: ${growth.rss.toFixed(2)}, files: ${growth.files.toFixed(2)}\n` +
      `problems: ${model.history?.store.problems.join(' ') || 'none'}; failures: ${model.status.failures.map(({ message }) => message).join(' ') || 'none'}`,
  );
  const extraMib = (growth.rss - 1) * middle(part(0.25, 0.5).map(({ rssMib }) => rssMib[0] + rssMib[1]));
  if (unexpected > 0 || (growth.rss > mostGrowth && extraMib > mostGrowthMib) || growth.files > mostGrowth) {
    process.exitCode = 1;
  }
} finally {
  load.stop();
  rmSync(dir, { recursive: true, force: true });
}

async function measure(seconds: number): Promise<Row> {
  const facts = await Promise.all(apps.map((app) => app.facts()));
  const [first, second] = facts as [(typeof facts)[0], (typeof facts)[0]];
  const sizes = filesIn(dir);
  const askedMillis = performance.now();
  await report(apps[0]);
  return {
    seconds,
    requests: load.tally().answered,
    rssMib: [mib(first.rssBytes), mib(second.rssBytes)],
    heapMib: [mib(first.heapBytes), mib(second.heapBytes)],
    longestDelayMillis: Math.max(first.longestDelayMicros, second.longestDelayMicros) / 1000,
    p99DelayMillis: Math.max(first.p99DelayMicros, second.p99DelayMicros) / 1000,
    files: sizes.length,
    diskMib: mib(sizes.reduce((sum, size) => sum + size, 0)),
    reportMillis: performance.now() - askedMillis,
  };
}

async function report({ origin }: RunningApp): Promise<ReportModel> {
  const answer = await fetch(`${origin}/__profile__/?format=json`);
  if (!answer.ok) throw new Error(`the report answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as ReportModel;
}

/** The sizes of all files. A file may be deleted while they are listed. */
function filesIn(folder: string): number[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    return found?.isFile() ? [found.size] : [];
  });
}

function part(from: number, to: number): readonly Row[] {
  return rows.slice(Math.floor(from * rows.length), Math.ceil(to * rows.length));
}

function grown(value: (row: Row) => number): number {
  return middle(part(0.5, 1).map(value)) / middle(part(0.25, 0.5).map(value));
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function describe(row: Row): string {
  return (
    `${(row.seconds / 60).toFixed(0).padStart(4)} min  ${row.requests} requests  RSS ${row.rssMib.map((size) => size.toFixed(0)).join(' and ')} MiB  ` +
    `${row.files} files, ${row.diskMib.toFixed(2)} MiB  report in ${row.reportMillis.toFixed(0)} ms  loop late by ${row.longestDelayMillis.toFixed(1)} ms at most`
  );
}

function write(measured: readonly Row[]): void {
  const folder = join(root, 'bench/soak');
  mkdirSync(folder, { recursive: true });
  const columns: Readonly<Record<string, (row: Row) => number>> = {
    seconds: ({ seconds }) => seconds,
    requests: ({ requests }) => requests,
    rssMib1: ({ rssMib }) => rssMib[0],
    rssMib2: ({ rssMib }) => rssMib[1],
    heapMib1: ({ heapMib }) => heapMib[0],
    heapMib2: ({ heapMib }) => heapMib[1],
    files: ({ files }) => files,
    diskMib: ({ diskMib }) => diskMib,
    reportMillis: ({ reportMillis }) => reportMillis,
    longestDelayMillis: ({ longestDelayMillis }) => longestDelayMillis,
    p99DelayMillis: ({ p99DelayMillis }) => p99DelayMillis,
  };
  const names = Object.keys(columns);
  const lines = measured.map((row) => names.map((name) => round(columns[name]?.(row) ?? 0)).join(','));
  writeFileSync(join(folder, 'soak.csv'), `${[names.join(','), ...lines].join('\n')}\n`);
  const curve = (name: string, column: string) => ({
    name,
    values: measured.map((row) => columns[column]?.(row) ?? 0),
  });
  writeFileSync(
    join(folder, 'soak.svg'),
    plot(
      measured.map(({ seconds }) => seconds / 60),
      [
        {
          title: 'Memory',
          unit: 'MiB',
          curves: [
            curve('RSS of process 1', 'rssMib1'),
            curve('RSS of process 2', 'rssMib2'),
            curve('heap of process 1', 'heapMib1'),
            curve('heap of process 2', 'heapMib2'),
          ],
        },
        { title: 'Files', unit: 'in the folder', curves: [curve('files', 'files')] },
        { title: 'Disk', unit: 'MiB', curves: [curve('all files', 'diskMib')] },
        {
          title: 'Time',
          unit: 'ms',
          curves: [curve('for a report', 'reportMillis'), curve('loop late at most', 'longestDelayMillis')],
        },
      ],
    ),
  );
}

function mib(bytes: number): number {
  return bytes / 1024 / 1024;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
