import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  expect(out).toMatch(/Failed: p95 of GET \/shop\/api\/products is .* \(at least 1\.00 s\)\./);
  expect(out).toMatch(/Passed: requests is 60 \(at least 60\)\./);
  const { routes } = await readProfile(readFileSync(path('a.pb.gz')));
  expect(Object.fromEntries(routes.map(({ route, requests }) => [route, requests]))).toEqual({
    '/shop/api/products': 30,
    '/shop/api/search': 30,
  });
});

test('judges what requests wait for, by all traces of the load', async () => {
  const budgets = [
    'route GET /shop/api/* wait/request > 60s',
    'queued/request < 0us',
    'waits(no such thing)/request > 1',
  ];
  const { code, out } = await check(...budgets.flatMap((text) => ['--fail-on', text]));
  expect(out).toMatch(
    /Passed: wait\/request of GET \/shop\/api\/search is .* \(limit 1 min\), by 30 traces\./,
  );
  expect(out).toMatch(/Passed: queued\/request is .* \(at least 0 µs\), by 60 traces\./);
  expect(out).toMatch(
    /Not measured: waits\(no such thing\)\/request > 1\. Nothing waits for no such thing\./,
  );
  expect(code).toBe(2);
});

test('shows on a terminal how far it is, and leaves nothing of that', async () => {
  const { stderr } = process;
  const { isTTY } = stderr;
  stderr.isTTY = true;
  const { error } = await check().finally(() => (stderr.isTTY = isTTY));
  const lines = error.split('\r\u001b[K');
  const last = lines.findLastIndex((line) => line.startsWith('warm-up: '));
  expect(lines[last]).toMatch(/^warm-up: \d+ answers? in \d+\.\d s of 0\.2 s$/);
  // Each line is cleared before the next one, and after the last.
  expect(lines.slice(last + 1, last + 3)).toEqual(['', expect.stringMatching(/^load: \d+ answers? of 60$/)]);
  expect(lines.at(-1)).toBe('');
});

test('compares with a base, as Markdown and as JSON', async () => {
  const { path } = newFolder();
  expect((await check('--output', path('base.pb.gz'))).code).toBe(0);
  const more = ['--base', path('base.pb.gz'), '--fail-on', 'cpu/request > +2000%'];
  const markdown = await check('--format', 'markdown', ...more);
  expect(markdown.out).toMatch(/^### /);
  expect(markdown.out).toMatch(/Passed: cpu\/request went .* → .*, limit ×21/);
  const json = await check('--format', 'json', ...more, '--requests', '40');
  expect(JSON.parse(json.out)).toMatchObject({
    format: 1,
    load: { requests: 40, failed: 0, refused: 0 },
    budgets: [{ outcome: 'kept' }],
    base: { requests: 60 },
    head: { requests: 40 },
  });
});

test('a base with only other routes compares nothing, and ends with 2', async () => {
  const { path } = newFolder();
  const one = (route: string, ...words: string[]) =>
    runMain('check', shop.origin, '--load', route, '--requests', '20', '--warmup', '0', ...words);
  expect((await one('/shop/api/products', '--output', path('base.pb.gz'))).code).toBe(0);
  const compared = await one(
    '/shop/api/search?q=1',
    ...['--base', path('base.pb.gz'), '--fail-on', 'cpu/request > +10%'],
  );
  expect(compared.out).toMatch(/Nothing to compare/);
  expect(compared.out).toMatch(/Not measured: cpu\/request > \+10%\. /);
  expect(compared.code).toBe(2);
});

describe('a load of which the profiler counts', () => {
  /** A path that the profiler answers itself, and does not count. */
  const uncounted = ['--load', '/__profile__/live', '--warmup', '0'];
  const notMeasured = (share: string) =>
    `\nNot measured: ${share} requests of the load are not in the profile`;

  test('none, nothing was measured', async () => {
    const words = ['check', shop.origin, ...uncounted, '--requests', '10'];
    const { code, out } = await runMain(...words);
    expect(out).toMatch(/^10 requests in /);
    expect(out).toContain(notMeasured('10 of 10'));
    expect(code).toBe(2);
    const json = await runMain(...words, '--format', 'json', '--fail-on', 'p95 > 1s');
    expect(JSON.parse(json.out)).toMatchObject({
      load: { requests: 10 },
      problem: expect.stringMatching(/^Not measured: 10 of 10/),
      budgets: [{ outcome: 'unmeasured' }],
    });
    expect(json.code).toBe(2);
  });

  test('a third, the load was not measured, even if every budget passes', async () => {
    const measured = ['--load', '/shop/api/products', '--load', '/shop/api/search?q=tea'];
    const most = ['--requests', '30', '--fail-on', 'p95 > 60s'];
    const { code, out } = await runMain('check', shop.origin, ...measured, ...uncounted, ...most);
    expect(out).toMatch(/Passed: p95 is .* \(limit 1 min\)\./);
    expect(out).toContain(notMeasured('10 of 30'));
    expect(code).toBe(2);
  });
});

test('a budget for what was not measured ends with 2', async () => {
  const { code, out } = await check('--fail-on', 'route GET /renamed p95 > 1s');
  expect(code).toBe(2);
  expect(out).toMatch(/Not measured: route GET \/renamed/);
});

describe('a load that the app refuses', () => {
  const refused = (...words: string[]) =>
    runMain('check', shop.origin, '--load', '/nowhere', '--requests', '5', '--warmup', '0', ...words);

  test('measures nothing, even if every budget passes', async () => {
    const { code, out } = await refused('--fail-on', 'requests < 1');
    expect(out).toMatch(/\n5 had a status of 400 to 499/);
    expect(out).toContain('Passed: requests is 5 (at least 1).');
    expect(out).toMatch(/\nNot measured: 5 of 5 requests of the load failed \(5 had status 404\)/);
    expect(code).toBe(2);
  });

  test('does not make a budget fail', async () => {
    const { code, out } = await refused('--fail-on', 'requests < 9');
    expect(out).toContain('Failed: requests is 5 (at least 9).');
    expect(code).toBe(2);
  });

  test('says so in Markdown and JSON', async () => {
    const markdown = await refused('--format', 'markdown');
    expect([markdown.code, markdown.out]).toEqual([2, expect.stringMatching(/^❔ \*\*Not measured: 5 of 5/)]);
    const json = await refused('--format', 'json');
    expect(JSON.parse(json.out)).toMatchObject({
      load: { requests: 5, statuses: { 404: 5 }, unanswered: 0 },
      problem: expect.stringMatching(/^Not measured/),
    });
  });

  test('is measured if --allow-status lists the statuses', async () => {
    expect((await refused('--allow-status', '401,404')).code).toBe(0);
    expect((await refused('--allow-status', '401')).code).toBe(2);
  });
});

test('warms up for the given time, then clears the profile', async () => {
  const seen: string[] = [];
  const front = createServer((incoming, outgoing) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    const { method, headers } = incoming;
    const onward = request(shop.origin + incoming.url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const words = ['check', origin, '--load', '/shop/api/products', '--requests', '1', '--warmup', '100ms'];
  const { code } = await runMain(...words, '--connections', '3');
  front.close();
  front.closeAllConnections();
  expect(code).toBe(0);
  const cleared = seen.indexOf('POST /__profile__/clear');
  const loads = (from: number, to: number) =>
    seen.slice(from, to).filter((line) => line === 'GET /shop/api/products').length;
  // Each connection sends one first, however slow the machine is.
  expect(loads(0, cleared)).toBeGreaterThanOrEqual(3);
  expect(loads(cleared, seen.length)).toBe(1);
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
    [
      'a machine whose name begins like this one',
      ['http://127.0.0.1.example.com', '--load', '/'],
      /only sent to an app on this machine, and 127\.0\.0\.1\.example\.com/,
    ],
    [
      'another that ends like it',
      ['http://a-localhost', '--load', '/'],
      /only sent to an app on this machine/,
    ],
    ['a status', ['http://localhost:1', '--load', '/', '--allow-status', '404,200'], /has "200" in it/],
    [
      'two addresses',
      ['http://localhost:1', 'http://localhost:2', '--load', '/'],
      /give an address and a load/,
    ],
    // These hosts are this machine, so they fail for another reason.
    [
      'another loopback address',
      ['http://127.10.20.30:1', '--load', '/'],
      /nothing answers at http:\/\/127\.10\.20\.30:1/,
    ],
    [
      'a name below localhost',
      ['http://shop.localhost:1', '--load', '/'],
      /nothing answers at http:\/\/shop\.localhost:1/,
    ],
    ['no app', ['http://127.0.0.1:1', '--load', '/'], /nothing answers at http:\/\/127\.0\.0\.1:1/],
    ['a wrong load', ['http://localhost:1', '--load', 'x'], /"x" is not a valid load/],
    [
      'a wrong time',
      ['http://localhost:1', '--load', '/', '--duration', '5'],
      /--duration "5" is not a valid time/,
    ],
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

  test('a load to which nothing answers in its time', async () => {
    // It answers the report; other requests hang.
    const silent = createServer((incoming, outgoing) => {
      if (!incoming.url?.startsWith('/__profile__')) return;
      const { method, headers } = incoming;
      const onward = request(shop.origin + incoming.url, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(onward);
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { code, error } = await runMain(
      'check',
      origin,
      '--load',
      '/',
      '--duration',
      '200ms',
      '--warmup',
      '0',
    );
    silent.close();
    silent.closeAllConnections();
    expect(error).toMatch(/no request of the load was answered\. Is the app stuck/);
    expect(code).toBe(2);
  });

  test('an app without a report there', async () => {
    const { code, error } = await runMain('check', `${shop.origin}/shop/`, '--load', '/');
    expect(code).toBe(2);
    expect(error).toMatch(/there is no report .* \(status 404\)\. Is the profiler mounted there/);
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
