import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReportModel } from '@routeprof/core';
import { load, machine } from '../machine.ts';
import { openLoad } from '../trace-budget/raw-load.ts';
import type { PieceTimes } from './piece-meter.ts';
import { readReports } from './readers.ts';
import { tableOf } from './table.ts';
import { writeRoutes } from './write-routes.ts';

// For how long each piece of the profiler's work holds the event loop of a large app under load, while reports are read:
// `npx --yes pnpm@12 prove:stalls MINUTES`, or with an engine and a kind of store: `prove:stalls 10 async-context memory`.
// The results are in docs/proofs/stalls.md.
const words = process.argv.slice(2);
const minutes = Number(words.find((word) => /^[\d.]+$/.test(word)) ?? 10);
const among = <Name extends string>(names: readonly Name[]): readonly Name[] => {
  const chosen = names.filter((name) => words.includes(name));
  return chosen.length > 0 ? chosen : names;
};
const runs = among(['async-context', 'inspector']).flatMap((engine) =>
  among(['memory', 'folder']).map((store) => ({ engine, store })),
);
const requestsPerSecond = 150;

const folder = mkdtempSync(join(tmpdir(), 'routeprof-stalls-'));
try {
  const module = join(folder, 'routes.mjs');
  const paths = writeRoutes(module);
  console.log(`${machine}, Node ${process.versions.node}`);
  for (const { engine, store } of runs) {
    const dir = store === 'folder' ? join(folder, engine) : '';
    if (dir !== '') mkdirSync(dir);
    const app = fork(fileURLToPath(new URL('app.ts', import.meta.url)), [engine, dir, module], {
      ...{ execArgv: ['--no-warnings'], serialization: 'advanced' },
      env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '' },
    });
    try {
      await run(app, `${engine}, windows in ${store === 'folder' ? 'a folder' : 'memory'}`, paths);
    } finally {
      app.kill('SIGKILL');
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function run(app: ChildProcess, title: string, paths: readonly string[]): Promise<void> {
  const [port] = (await once(app, 'message')) as [number];
  const millis = (minutes * 60_000) / runs.length;
  const report = `http://127.0.0.1:${port}/__profile__/`;
  const requests = await openLoad(port, 32);
  const ended = new AbortController();
  const reading = readReports(report, ended.signal);
  await requests.send(shuffled(paths), requestsPerSecond, millis);
  ended.abort();
  const reports = await reading;
  requests.close();
  const { blocks = [] } = (await (await fetch(`${report}?format=json&limit=1000`)).json()) as ReportModel;
  app.send('times');
  const [times] = (await once(app, 'message')) as [PieceTimes];
  console.log(`\n${title}: ${Math.round(millis / 1000)} s, ${reports} reports, load ${load()}\n`);
  console.log(tableOf(times));
  // Blocks in the report also show what is in no piece. Their times include waits for a core and garbage collection.
  const own = blocks.filter(({ route }) => route === '(profiler)').slice(0, 12);
  for (const { micros, stack } of own) {
    const names = stack.slice(0, 4).map(({ name }) => name);
    console.log(`The report has a block of ${Math.round(micros / 1000)} ms: ${names.join(' < ')}`);
  }
}

function shuffled(paths: readonly string[]): string[] {
  return paths
    .map((path) => ({ path, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ path }) => path);
}
