import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { createFolderReport } from '../../../core/src/tools/index.ts';
import { newDir } from '../../../core/test/store/directory/open-store.ts';
import { serveReport } from '../../../routeprof/src/open/serve-report.ts';
import { useBrowser } from './browse.ts';

const visitor = useBrowser();
const app = fileURLToPath(new URL('./counting-app.ts', import.meta.url));
const rounds = 250;

interface Counting {
  readonly pid: number;
  ask(path: string): Promise<void>;
  end(): Promise<void>;
}

/** @param times How much further it counts for `/more`. */
async function startCounting(dir: string, times: number): Promise<Counting> {
  const { NODE_ENV: _env, NODE_OPTIONS: _options, ...env } = process.env;
  const words = ['--no-warnings', '--conditions=@routeprof/source', app, dir, String(times)];
  const child = spawn(process.execPath, words, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const port = await Promise.race([
    once(child.stdout, 'data').then(([data]) => Number(String(data))),
    ended.then(() => Promise.reject(new Error('The app ended.'))),
  ]);
  return {
    pid: child.pid ?? 0,
    async ask(path) {
      await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    },
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}

test('of five processes, the one that computes twice as much on one route is named', async () => {
  const dir = newDir();
  const fleet = await Promise.all([1, 1, 1, 2, 1].map((times) => startCounting(dir, times)));
  // In turns, so that none of them makes another slower, and whatever else the machine does falls on all alike.
  for (let round = 0; round < rounds; round++) {
    for (const one of fleet) {
      await one.ask('/count');
      await one.ask('/more');
    }
  }
  await Promise.all(fleet.map((one) => one.end()));
  const report = await createFolderReport(dir);
  if (report === undefined) throw new Error('The folder has no measurements.');
  onTestFinished(() => report.close());
  const { url, close } = await serveReport(report, 0);
  onTestFinished(close);

  const { outliers, routes } = (await (await fetch(`${url}?format=json`)).json()) as ReportModel;
  expect(routes.map(({ requests }) => requests)).toEqual([fleet.length * rounds, fleet.length * rounds]);
  const found = outliers.filter(({ kind }) => kind === 'cpu');
  expect(found.map(({ pid, route, others }) => ({ pid, route, others }))).toEqual([
    { pid: fleet[3]?.pid, route: '/more', others: 4 },
  ]);
  const [{ low, high } = { low: 0, high: 0 }] = found;
  expect([low < 2, high > 2]).toEqual([true, true]);

  const page = await visitor.open(url);
  const named = page.getByRole('region', { name: 'Processes that cost more than the others' });
  await named.getByRole('link', { name: `Process ${fleet[3]?.pid}` }).waitFor();
});
