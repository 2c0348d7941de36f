import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { parseBounds } from '../src/load/bounds.ts';
import { loadProblem, parseStatuses } from '../src/load/judge-load.ts';
import { headersOf, parseRequestLine, pathOf } from '../src/load/request-line.ts';
import { type LoadResult, sendLoad } from '../src/load/send-load.ts';
import { loadSentences } from '../src/load/show-load.ts';

test.each([
  ['/a?b=c', { method: 'GET', path: '/a?b=c', body: undefined }],
  ['  /a ', { method: 'GET', path: '/a', body: undefined }],
  ['delete /a/1', { method: 'DELETE', path: '/a/1', body: undefined }],
  ['POST /a {"b": 1}', { method: 'POST', path: '/a', body: '{"b": 1}' }],
])('%s is a request', (text, line) => {
  expect(parseRequestLine(text)).toEqual(line);
});

test.each([
  ['', /not a valid load/],
  ['a', /not a valid load/],
  ['GET', /not a valid load/],
  ['http://localhost/a', /not a valid load/],
  ['/a{9..1}', /not a valid range/],
  ['/a{1..2000002}', /not a valid range/],
  ['/a body', /GET request of a load cannot have a body/],
])('%j is not a request', (text, message) => {
  expect(() => parseRequestLine(text)).toThrow(message);
});

test('ranges count up, then start over', () => {
  const line = parseRequestLine('/a/{3..5}/{1..2}');
  expect([0, 1, 2, 3].map((count) => pathOf(line, count))).toEqual(['/a/3/1', '/a/4/2', '/a/5/1', '/a/3/2']);
});

test('a body gets its content type', () => {
  const typeOf = (body: string) => headersOf(parseRequestLine(`POST / ${body}`))['content-type'];
  expect(typeOf('{"a":1}')).toBe('application/json');
  expect(typeOf('a=1')).toMatch(/^text\/plain/);
  expect(headersOf(parseRequestLine('/'))).toEqual({});
});

const words = { duration: '10s', connections: '10', requests: undefined, warmup: '2s' };

test('bounds', () => {
  expect(parseBounds(words)).toEqual({
    bounds: { durationMillis: 10_000, connections: 10, requests: Number.POSITIVE_INFINITY },
    warmupMillis: 2_000,
  });
  const { bounds, warmupMillis } = parseBounds({ ...words, duration: '1.5m', requests: '7', warmup: '0' });
  expect([bounds.durationMillis, bounds.requests, warmupMillis]).toEqual([90_000, 7, 0]);
});

test.each([
  { duration: '10' },
  { duration: '0s' },
  { duration: '2h' },
  { duration: '61m' },
  { duration: '-1s' },
  { duration: '' },
  { warmup: '1' },
  { connections: '0' },
  { connections: '1.5' },
  { connections: '1001' },
  { requests: 'many' },
])('%j is not a valid bound', (changes) => {
  expect(() => parseBounds({ ...words, ...changes })).toThrow(/is not a valid (time|number)\. Give /);
});

describe('sending', () => {
  test('alternates between requests, and ends after the given number', async () => {
    const { origin, seen } = await serve(() => 200);
    const lines = [parseRequestLine('/a/{1..2}'), parseRequestLine('POST /b x')];
    const result = await sendLoad(origin, lines, { connections: 3, durationMillis: 60_000, requests: 8 });
    expect(result).toMatchObject({ requests: 8, failed: 0, refused: 0 });
    expect([...seen].sort()).toEqual([
      'GET /a/1',
      'GET /a/1',
      'GET /a/2',
      'GET /a/2',
      ...Array(4).fill('POST /b'),
    ]);
  });

  test('ends when its time is over, with every request answered', async () => {
    const { origin, seen } = await serve(() => 200);
    const bounds = { connections: 2, durationMillis: 100, requests: Number.POSITIVE_INFINITY };
    const result = await sendLoad(origin, [parseRequestLine('/')], bounds);
    expect(result.requests).toBe(seen.length);
    expect(result.elapsedMillis).toBeGreaterThanOrEqual(100);
  });

  test('counts failed and refused requests', async () => {
    const { origin } = await serve((path) => Number(path.slice(1)));
    const lines = ['/200', '/404', '/503'].map(parseRequestLine);
    const result = await sendLoad(origin, lines, { connections: 1, durationMillis: 60_000, requests: 6 });
    expect(result).toMatchObject({
      ...{ requests: 6, failed: 2, refused: 2, unanswered: 0 },
      statuses: { 200: 2, 404: 2, 503: 2 },
    });
    const [first, ...others] = loadSentences(result);
    expect(first).toMatch(/^6 requests in /);
    expect(others).toEqual([
      expect.stringMatching(/^2 failed: a status of 500/),
      expect.stringMatching(/^2 had a status of 400 to 499/),
    ]);
  });

  test('gives each request a signal of its own: Node 20 warns of the listeners that a shared one gathers', async () => {
    const { origin } = await serve(() => 200);
    const fetched = vi.spyOn(globalThis, 'fetch');
    onTestFinished(() => fetched.mockRestore());
    const bounds = { connections: 5, durationMillis: 60_000, requests: 30 };
    await sendLoad(origin, [parseRequestLine('/')], bounds);
    expect(new Set(fetched.mock.calls.map(([, options]) => options?.signal)).size).toBe(30);
  });

  test('gives up when nothing answers', async () => {
    const bounds = { connections: 2, durationMillis: 60_000, requests: Number.POSITIVE_INFINITY };
    await expect(sendLoad('http://127.0.0.1:1', [parseRequestLine('/')], bounds)).rejects.toThrow(
      'nothing answers at http://127.0.0.1:1. Start the app first',
    );
  });

  test('gives up when the app ends during the load', async () => {
    const { origin, close } = await serve((path) => {
      if (path === '/5') close();
      return 200;
    });
    const bounds = { connections: 2, durationMillis: 60_000, requests: Number.POSITIVE_INFINITY };
    await expect(sendLoad(origin, [parseRequestLine('/{1..9}')], bounds)).rejects.toThrow(
      /the app at http:\S+ answered \d requests and then no more\. Look at its own messages/,
    );
  });
});

describe('what a load may get', () => {
  const load = (statuses: Record<number, number>, unanswered = 0): LoadResult => {
    const requests = Object.values(statuses).reduce((sum, count) => sum + count, 0);
    return { requests, statuses, unanswered, failed: 0, refused: 0, elapsedMillis: 1 };
  };
  const none = parseStatuses(undefined);

  test('is at most 1 % of responses from 400 on, or no response', () => {
    expect(loadProblem(load({ 200: 900, 204: 50, 302: 40, 404: 4, 500: 3 }, 3), none)).toBeUndefined();
    expect(loadProblem(load({ 200: 989, 404: 4, 500: 4 }, 3), none)).toBe(
      'Not measured: 11 of 1000 requests of the load failed (4 had status 404, 4 had status 500, 3 had no answer), and at most 1% may. Correct --load, or allow these with --allow-status.',
    );
    expect(loadProblem(load({ 399: 100 }), none)).toBeUndefined();
    expect(loadProblem(load({ 400: 2, 200: 100 }), none)).toContain('2 had status 400');
    expect(loadProblem(load({ 200: 10 }, 1), none)).toMatch(/\(1 had no answer\).*Correct --load\.$/);
  });

  test('except for allowed statuses', () => {
    const allowed = parseStatuses('401, 404');
    expect(loadProblem(load({ 401: 70, 404: 30 }), allowed)).toBeUndefined();
    expect(loadProblem(load({ 401: 70, 403: 30 }), allowed)).toContain('30 of 100');
    expect(loadProblem(load({ 401: 70 }, 30), allowed)).toContain('30 had no answer');
  });

  test.each(['200', '', '404,', '4040', 'all'])('%j is not a list of such statuses', (text) => {
    expect(() => parseStatuses(text)).toThrow(/^--allow-status/);
  });
});

/** A server that answers with a status for each path, and remembers what was asked. */
async function serve(statusOf: (path: string) => number) {
  const seen: string[] = [];
  const server = createServer(({ method, url = '' }, response) => {
    seen.push(`${method} ${url}`);
    response.writeHead(statusOf(url)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close };
}
