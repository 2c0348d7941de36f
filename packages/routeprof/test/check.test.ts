import { readFileSync } from 'node:fs';
import { readProfile } from '@routeprof/core/tools';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newFolder } from './folder.ts';
import { runMain } from './run-main.ts';
import { type ShopProcess, startShop } from './shop-process.ts';

let shop: ShopProcess;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

const load = ['--load', '/shop/api/products', '--load', '/shop/api/search?q={1..9}', '--requests', '60'];
const check = (...words: string[]) => runMain('check', shop.origin, ...load, '--warmup', '200ms', ...words);

test('measures the load alone, judges budgets, and saves the profile', async () => {
  const { path } = newFolder();
  const { code, out, error } = await check(
    '--fail-on',
    'route GET /shop/api/products p95 < 1s',
    '--fail-on',
    'requests < 60',
    '--output',
    path('a.pb.gz'),
  );
  expect({ code, error }).toEqual({ code: 1, error: '' });
  expect(out).toMatch(/^60 requests in \d/);
  expect(out).toMatch(/GET \/shop\/api\/search/);
  expect(out).toMatch(
    /Breached: route GET \/shop\/api\/products p95 < 1s\. It is .* for GET \/shop\/api\/products\./,
  );
  expect(out).toMatch(/Kept: requests < 60\. It is 60\./);
  const { routes } = await readProfile(readFileSync(path('a.pb.gz')));
  expect(Object.fromEntries(routes.map(({ route, requests }) => [route, requests]))).toEqual({
    '/shop/api/products': 30,
    '/shop/api/search': 30,
  });
});

test('compares with a base, as Markdown and as JSON', async () => {
  const { path } = newFolder();
  expect((await check('--output', path('base.pb.gz'))).code).toBe(0);
  const more = ['--base', path('base.pb.gz'), '--fail-on', 'cpu/request > +2000%'];
  const markdown = await check('--format', 'markdown', ...more);
  expect(markdown.out).toMatch(/^### /);
  expect(markdown.out).toMatch(/Kept: cpu\/request &#62; \+2000%/);
  const json = await check('--format', 'json', ...more);
  expect(JSON.parse(json.out)).toMatchObject({
    format: 1,
    load: { requests: 60, failed: 0, refused: 0 },
    budgets: [{ outcome: 'kept' }],
    base: { requests: 60 },
  });
});

test('a budget for what was not measured ends with 2', async () => {
  const { code, out } = await check('--fail-on', 'route GET /renamed p95 > 1s');
  expect(code).toBe(2);
  expect(out).toMatch(/Not measured: route GET \/renamed/);
});

test('says that the app refuses what the load asks for', async () => {
  const words = ['check', shop.origin, '--load', '/nowhere', '--requests', '5', '--warmup', '0'];
  expect((await runMain(...words)).out).toMatch(/\n5 had a status of 400 to 499/);
});

describe('what cannot be used ends with 2 and a sentence', () => {
  test.each([
    ['no load', ['http://localhost:1'], /give an address and a load/],
    ['no address', ['--load', '/'], /give an address and a load/],
    [
      'another machine',
      ['http://example.com', '--load', '/'],
      /only sent to an app on this machine, and example\.com/,
    ],
    ['no app', ['http://127.0.0.1:1', '--load', '/'], /nothing answers at http:\/\/127\.0\.0\.1:1/],
    ['a wrong load', ['http://localhost:1', '--load', 'x'], /"x" is no load/],
    ['a wrong time', ['http://localhost:1', '--load', '/', '--duration', '5'], /--duration "5" is no time/],
    [
      'a change without a base',
      ['http://localhost:1', '--load', '/', '--fail-on', 'p95 > +5%'],
      /Give --base/,
    ],
  ])('%s', async (_, words, message) => {
    const { code, out, error } = await runMain('check', ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(message);
  });

  test('an app without a report there', async () => {
    const { code, error } = await runMain('check', `${shop.origin}/shop/`, '--load', '/');
    expect(code).toBe(2);
    expect(error).toMatch(/there is no report .* \(status 404\)\. Is the profiler on there/);
  });

  test('a profiler that is paused', async () => {
    const tell = (change: string) => fetch(`${shop.origin}/__profile__/${change}`, { method: 'POST' });
    await tell('pause');
    const { code, error } = await check();
    await tell('resume');
    expect(code).toBe(2);
    expect(error).toMatch(/the profiler is paused\. Resume it/);
  });
});
