import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { createFolderReport } from '../../src/answers/folder-report.ts';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { renderText } from '../../src/render/text.ts';
import type { Served } from './programs/fleet-process.ts';

const file = fileURLToPath(new URL('./programs/fleet-process.ts', import.meta.url));
/** The first two are in, and their turns fall into groups of their own. */
const draws = [0.1, 0.2, 0.5, 0.6, 0.7, 0.8];
const folder = mkdtempSync(join(tmpdir(), 'routeprof-test-'));
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(draw: number): ChildProcess {
  const { NODE_ENV: _env, NODE_OPTIONS: _options, ...inherited } = process.env;
  const child = fork(file, [], {
    execArgv: ['--no-warnings'],
    env: {
      ...inherited,
      ...{ FLEET_DIR: folder, FLEET_RANDOM: String(draw), FLEET_PROCESSES: String(draws.length) },
    },
  });
  started.push(child);
  return child;
}

/** What each says next. */
async function heardFrom(children: readonly ChildProcess[]): Promise<unknown[]> {
  return await Promise.all(
    children.map(async (child) => {
      const ended = once(child, 'exit').then(() => Promise.reject(new Error('A process has ended.')));
      const [said] = await Promise.race([once(child, 'message'), ended]);
      return said;
    }),
  );
}

test('of six processes two give stacks, requests of all are counted, and the truth is in the interval', async () => {
  const children = draws.map(start);
  expect(await heardFrom(children)).toEqual(draws.map(() => 'begun'));
  for (const child of children) child.send('start');
  expect(await heardFrom(children)).toEqual(draws.map(() => 'ready'));
  const from = new Date().toISOString();
  for (const child of children) child.send('serve');
  const served = (await heardFrom(children)) as Served[];
  const report = await createFolderReport(folder);
  const model = await report?.ask(new URLSearchParams({ from }));
  report?.close();
  if (model === undefined) throw new Error('Nothing was written.');
  const { totals, routes, sources } = model;

  const sum = (amount: (one: Served) => number): number => served.reduce((all, one) => all + amount(one), 0);
  expect(totals).toMatchObject({
    processes: 6,
    stackProcesses: 2,
    requests: sum(({ requests }) => requests),
  });
  expect(sources.filter(({ noStacks }) => noStacks)).toHaveLength(4);
  const [row] = routes.filter(({ route }) => route === '/work');
  expect(row).toMatchObject({ requests: 900, followed: 300 });
  const { cpuMicros = 0, cpuErrorMicros = 0, samples = 0 } = row ?? {};
  expect(samples).toBeGreaterThan(0);
  expect(Math.abs(cpuMicros - sum((one) => one.cpuMicros))).toBeLessThan(1.96 * cpuErrorMicros);
  for (const text of [renderText(model), renderMarkdown(model)]) {
    expect(text).toContain('Stacks from 2 of 6 processes');
    expect(text).toContain('±');
  }
});
