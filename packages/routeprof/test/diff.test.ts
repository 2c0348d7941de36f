import { findExportFormat, type Window } from '@routeprof/core/tools';
import { beforeAll, describe, expect, test } from 'vitest';
import { type SimulatedFunction, seeded, simulateRun } from '../../core/test/comparison/simulate.ts';
import { newFolder } from './folder.ts';
import { runMain } from './run-main.ts';

const functions: SimulatedFunction[] = Array.from({ length: 12 }, (_, i) => ({
  name: `work${i}`,
  route: i % 2 === 0 ? '/search' : '/orders',
  cpuMicros: 2_000,
  sensitivity: 1,
}));
const slower = functions.map((one) => (one.name === 'work3' ? { ...one, cpuMicros: 4_000 } : one));
const run = (of: readonly SimulatedFunction[], seed: number) =>
  simulateRun(of, { random: seeded(seed), drift: 0 });
const pprof = async (window: Window) => (await findExportFormat('pprof')?.write(window)) as Uint8Array;

let files: Record<string, Uint8Array>;
beforeAll(async () => {
  files = {
    'base.pb.gz': await pprof(run(functions, 1)),
    'same.pb.gz': await pprof(run(functions, 2)),
    'slower.pb.gz': await pprof(run(slower, 3)),
  };
});
const diff = (base: string, head: string, ...words: string[]) => {
  const { path } = newFolder(files);
  return runMain('diff', path(base), path(head), ...words);
};

test('a file and itself do not differ', async () => {
  const { code, out, error } = await diff('base.pb.gz', 'base.pb.gz', '--fail-on', 'cpu/request > +1%');
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toMatch(/^CPU per request: no difference beyond noise\.$/m);
  expect(out).toMatch(/Passed: cpu\/request went .* → .*, limit \+1\.0%\)\./);
});

test('two runs of the same build do not differ', async () => {
  expect((await diff('base.pb.gz', 'same.pb.gz')).out).toMatch(/^CPU per request: no difference/m);
});

test('what became slower is named', async () => {
  const { code, out } = await diff('base.pb.gz', 'slower.pb.gz');
  expect(out).toMatch(/^CPU per request: slower in work3/);
  // Without a budget, slower is not a failure.
  expect(code).toBe(0);
});

test('a budget that fails ends with 1', async () => {
  const { code, out } = await diff(
    'base.pb.gz',
    'slower.pb.gz',
    '--fail-on',
    'function work3 cpu/request > +10%',
    '--fail-on',
    'function work4 cpu/request > +50%',
  );
  expect(code).toBe(1);
  expect(out).toMatch(/Failed: cpu\/request of work3.*\nPassed: cpu\/request of work4/);
});

test('a file of budgets', async () => {
  const { path } = newFolder({ ...files, budgets: '# ours\n\nroute GET /search p95 > 1us\n' });
  const words = ['diff', path('base.pb.gz'), path('same.pb.gz'), '--budgets', path('budgets')];
  expect(await runMain(...words)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/Failed: p95 of GET \/search is .* \(limit 1 µs\)\./),
  });
});

test('what is not measured ends with 2', async () => {
  const { code, out } = await diff('base.pb.gz', 'same.pb.gz', '--fail-on', 'route GET /renamed p95 > 1s');
  expect(code).toBe(2);
  expect(out).toMatch(/Not measured: route GET \/renamed/);
});

test('profiles without a common route are not compared, with a message and code 2', async () => {
  const window = run(functions, 1);
  const other = { ...window, routes: window.routes.map((one) => ({ ...one, route: `/v2${one.route}` })) };
  const { path } = newFolder({ ...files, 'other.pb.gz': await pprof(other) });
  const { code, out } = await runMain('diff', path('base.pb.gz'), path('other.pb.gz'));
  expect(out).toMatch(/^Nothing to compare: no route has requests in both profiles\.$/m);
  expect(out).toMatch(/\nNot measured: no route has requests in both profiles/);
  expect(code).toBe(2);
  const budget = ['--fail-on', 'cpu/request > +10%', '--fail-on', 'route GET /v2/search p95 > +10%'];
  const judged = await runMain('diff', path('base.pb.gz'), path('other.pb.gz'), ...budget);
  expect(judged.code).toBe(2);
  expect(judged.out.match(/^Not measured: (?:cpu|route GET)/gm)).toHaveLength(2);
  const json = await runMain('diff', path('base.pb.gz'), path('other.pb.gz'), '--format', 'json');
  expect(JSON.parse(json.out).problem).toMatch(/^Not measured: no route/);
  const markdown = await runMain('diff', path('base.pb.gz'), path('other.pb.gz'), '--format', 'markdown');
  expect(markdown.out).toMatch(/^❔ \*\*Not measured: no route/);
});

test('with a base without samples, CPU is not compared, and the code is 2', async () => {
  const idle = run(
    functions.map((one) => ({ ...one, cpuMicros: 0 })),
    1,
  );
  const { path } = newFolder({ ...files, 'idle.pb.gz': await pprof(idle) });
  const { code, out } = await runMain('diff', path('idle.pb.gz'), path('base.pb.gz'));
  expect(out).toMatch(/\nNot measured: the base has no samples/);
  expect(code).toBe(2);
});

test('as Markdown and as JSON', async () => {
  const budget = ['--fail-on', 'function work3 cpu/request > +10%'];
  const markdown = await diff('base.pb.gz', 'slower.pb.gz', '--format', 'markdown', ...budget);
  expect(markdown.out).toMatch(/^### 🔴 CPU per request: slower in `work3`/);
  expect(markdown.out).toMatch(/^- ❌ .*Failed/m);
  const { out } = await diff('base.pb.gz', 'slower.pb.gz', '--format', 'json', ...budget);
  const { verdict, budgets, functions: rows } = JSON.parse(out);
  expect({ verdict, outcome: budgets[0].outcome, first: rows[0].name }).toEqual({
    verdict: 'slower',
    outcome: 'breached',
    first: 'work3',
  });
});

describe('what cannot be used ends with 2 and a sentence', () => {
  test.each([
    ['a budget', ['--fail-on', 'cpu/request > 10%'], /--fail-on: Line 1: A change.*needs a sign/],
    [
      'a file of budgets',
      ['--budgets', 'nowhere'],
      /budgets in nowhere cannot be read: there is no such file/,
    ],
    ['a format', ['--format', 'html'], /there is no format "html" here/],
    ['a third file', ['third'], /give two profiles/],
  ])('%s', async (_, words, message) => {
    const { code, out, error } = await diff('base.pb.gz', 'same.pb.gz', ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(message);
  });

  test('a profile without requests', async () => {
    const window = run(functions, 1);
    const none = { ...window, routes: window.routes.map((route) => ({ ...route, requests: 0 })) };
    const { path } = newFolder({ ...files, 'none.pb.gz': await pprof(none) });
    const { code, error } = await runMain('diff', path('none.pb.gz'), path('base.pb.gz'));
    expect(code).toBe(2);
    expect(error).toMatch(/none\.pb\.gz has no requests in it.*routeprof check --output/);
  });

  test('an address where nothing answers', async () => {
    const { path } = newFolder(files);
    const { code, error } = await runMain('diff', path('base.pb.gz'), 'http://127.0.0.1:1/');
    expect(code).toBe(2);
    expect(error).toMatch(/nothing answers at http:\/\/127\.0\.0\.1:1\. Start the app first/);
  });
});
