import { describe, expect, test } from 'vitest';
import { atOnce } from '../../src/in-turns.ts';
import { LatencyBuilder } from '../../src/profile/latency.ts';
import type { Trace } from '../../src/profile/trace.ts';
import type { RouteWindow } from '../../src/profile/window.ts';
import { findingsOf } from '../../src/report/findings.ts';
import { blameOf, type Stretch, traceOf, tracesOf, waitAt } from '../fixtures/traces.ts';
import { exampleWindows } from '../fixtures/windows.ts';

const names = { sites: new Map(), appFolder: '/app', full: false };
const anyRoute = exampleWindows(1)[0]?.routes[0] as RouteWindow;
const millis = 1_000;

/** A route with this many requests, each of which took as long as its trace. */
function routeOf(route: string, traces: readonly Trace[], requests = traces.length): RouteWindow {
  const latency = new LatencyBuilder();
  for (let i = 0; i < requests; i++) latency.add((traces[i % traces.length] as Trace).totalMicros);
  return { ...anyRoute, method: 'GET', route, requests, latency: latency.finish(), traces: tracesOf(traces) };
}

const find = (routes: readonly RouteWindow[], route = '') =>
  atOnce(
    findingsOf({
      routes,
      names,
      isChosen: (row) => route === '' || row.route === route,
      busiestOf: ({ route: worker }) =>
        worker.startsWith('(')
          ? undefined
          : { id: 'i', name: 'toCsv', file: 'src/report.js', line: 31, column: 3, origin: 'app' },
    }),
  );
const textsOf = (routes: readonly RouteWindow[], route?: string) =>
  find(routes, route).map(({ text }) => text);
const many = (count: number, stretches: readonly Stretch[], changes: Partial<Trace>) =>
  Array.from({ length: count }, () =>
    traceOf(
      stretches.map(([kind, micros, ...at]): Stretch => [kind, micros * millis, ...at]),
      changes,
    ),
  );
const repeat = (count: number, ...stretches: Stretch[]) =>
  Array.from({ length: count }, () => stretches).flat();

const orders = routeOf(
  '/orders',
  many(20, repeat(20, ['wait', 8], ['own', 1]), { waits: [waitAt(0, { operations: 20 })] }),
);

test('what is saved is of requests that were not traced, because tracing slows them', () => {
  const traces = many(
    100,
    [
      ['wait', 30],
      ['own', 10],
    ],
    { waits: [waitAt(0)] },
  );
  const latency = new LatencyBuilder();
  for (const { totalMicros } of traces) latency.add(totalMicros);
  for (let i = 0; i < 200; i++) latency.add(20 * millis);
  const route = { ...routeOf('/slowed', traces), requests: 300, latency: latency.finish() };
  const [finding] = find([route]);
  // Half of the wait, three quarters of 20 ms.
  expect((finding?.savesMicros.p95 ?? 0) / 7_500).toBeCloseTo(1, 1);
  expect(finding?.text).toContain('p95 would be 32.2 ms instead of 39.7 ms');
});

describe('findings say who, what, where, how many, and what it would save', () => {
  test('the same query again and again', () => {
    const [finding, ...others] = find([orders]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      ...{ kind: 'n+1', method: 'GET', route: '/orders', target: 'postgres localhost:5432' },
      ...{ file: 'src/items.js', line: 14 },
      text: 'GET /orders spends 89% of its time waiting for postgres localhost:5432: 20 queries per request (select … from items where order_id = ?) at loadItems (src/items.js:14), one after the other. As one query, p95 would be 9.95 ms instead of 180 ms.',
    });
    expect(finding?.share).toBeCloseTo(160 / 180);
    expect(finding?.savesMicros.p95).toBeGreaterThan(167_000);
    expect(finding?.savesMicros.p95).toBeLessThan(173_000);
  });

  test.each<[string, RouteWindow, string]>([
    [
      'the same call at the same time',
      routeOf(
        '/a',
        many(3, [['wait', 60]], {
          waits: [
            waitAt(0, {
              kind: 'http',
              target: 'api:443',
              operation: '',
              operations: 6,
              parallelMicros: 180 * millis,
            }),
          ],
        }),
      ),
      'GET /a spends 100% of its time waiting for api:443: 6 calls per request at loadItems (src/items.js:14), at the same time. As one call, p95 would be 40.0 ms instead of 60.0 ms.',
    ],
    [
      'a slow wait',
      routeOf(
        '/a',
        many(
          3,
          [
            ['wait', 300],
            ['own', 2],
          ],
          { waits: [waitAt(1, { operation: 'select slow' })] },
        ),
      ),
      'GET /a spends 99% of its time waiting for postgres localhost:5432 (select slow) at loadOrder (src/orders.js:8). If that took half as long, p95 would be 151 ms instead of 300 ms.',
    ],
    [
      'a pool',
      routeOf(
        '/a',
        many(
          3,
          [
            ['wait', 30],
            ['own', 10],
          ],
          { waits: [waitAt(1, { kind: 'lock', target: '', operation: '' })] },
        ),
      ),
      'GET /a spends 75% of its time waiting until another request releases a connection or a lock at loadOrder (src/orders.js:8). If it need not wait for that, p95 would be 9.94 ms instead of 39.7 ms.',
    ],
    [
      'the thread pool',
      routeOf(
        '/a',
        many(3, [['wait', 40]], {
          waits: [waitAt(1, { kind: 'file', target: '', operation: '', threadMicros: 30_000 })],
        }),
      ),
      'GET /a spends 75% of its time waiting for a free thread of libuv’s pool at loadOrder (src/orders.js:8). With enough threads (UV_THREADPOOL_SIZE), p95 would be 9.94 ms instead of 39.7 ms.',
    ],
    [
      'the thread pool, in which others compute: more threads would not compute faster',
      routeOf(
        '/a',
        many(3, [['wait', 40]], {
          waits: [waitAt(1, { kind: 'threadpool', target: '', operation: 'pbkdf2', threadMicros: 30_000 })],
        }),
      ),
      'GET /a spends 75% of its time waiting for a free thread of libuv’s pool (pbkdf2) at loadOrder (src/orders.js:8). With half of that work, p95 would be 19.9 ms instead of 39.7 ms.',
    ],
    [
      'work in the thread pool: for half of it, the others of its route need the threads half as long, too',
      routeOf(
        '/a',
        many(
          3,
          [
            ['queued', 20],
            ['wait', 60],
          ],
          {
            blame: [blameOf('GET', '/a')],
            waits: [waitAt(1, { kind: 'threadpool', target: '', operation: 'pbkdf2' })],
          },
        ),
      ),
      'GET /a spends 75% of its time waiting for the thread pool (pbkdf2) at loadOrder (src/orders.js:8). If that took half as long, p95 would be 40.0 ms instead of 80.0 ms.',
    ],
    [
      'computing',
      routeOf('/a', many(3, [['own', 40]], {})),
      'GET /a spends 100% of its time computing, 40.0 ms per request, mostly in toCsv (src/report.js:31). With half of that work, p95 would be 19.9 ms instead of 39.7 ms.',
    ],
    [
      'a synchronous call, even while nobody queues behind it',
      routeOf('/a', many(3, [['own', 40]], { onCpuMicros: 4 * millis })),
      'GET /a blocks the event loop for 36.0 ms per request without computing, mostly in toCsv (src/report.js:31): a synchronous call.',
    ],
    [
      'queueing behind its own requests',
      routeOf(
        '/a',
        many(
          3,
          [
            ['own', 1],
            ['queued', 30],
          ],
          { blame: [blameOf('GET', '/a')] },
        ),
      ),
      'GET /a spends 97% of its time queued behind other requests of its own, which hold the event loop mostly in toCsv (src/report.js:31). Without that, p95 would be 1.00 ms instead of 31.0 ms.',
    ],
    [
      'what its clients wait before Node',
      routeOf(
        '/a',
        many(3, [['own', 0.5]], {
          beforeNodeMicros: 40 * millis,
          beforeNodeMaxMicros: 300 * millis,
          blame: [blameOf('GET', '/block', 40 * millis)],
        }),
      ),
      'GET /a may look up to 300 ms slower to its clients, about 40.0 ms on average: GET /block held the event loop mostly in toCsv (src/report.js:31) when requests arrived.',
    ],
    [
      'queueing behind garbage collection',
      routeOf(
        '/a',
        many(
          3,
          [
            ['own', 1],
            ['queued', 30],
          ],
          { blame: [blameOf('', '(gc)')] },
        ),
      ),
      'GET /a spends 97% of its time queued behind garbage collection. Without that, p95 would be 1.00 ms instead of 31.0 ms.',
    ],
  ])('%s', (_, route, text) => {
    expect(textsOf([route])[0]).toBe(text);
  });
});

describe('who holds the loop', () => {
  const blame = [blameOf('GET', '/report')];
  const health = routeOf(
    '/health',
    many(
      20,
      [
        ['own', 1],
        ['queued', 280],
      ],
      { blame },
    ),
    900,
  );
  const search = routeOf(
    '/search',
    many(
      20,
      [
        ['own', 30],
        ['queued', 30],
      ],
      { blame },
    ),
    40,
  );
  const report = routeOf('/report', many(3, [['own', 310]], { onCpuMicros: 305 * millis }), 12);

  test('is named once, with the route that suffers most', () => {
    const findings = find([search, report, health]);
    expect(findings.map(({ kind, route, target }) => [kind, route, target])).toEqual([
      ['queued', '/health', 'GET /report'],
      ['cpu', '/search', ''],
    ]);
    expect(findings[0]).toMatchObject({
      ...{ file: 'src/report.js', line: 31 },
      text: 'GET /health spends 100% of its time queued behind GET /report, which holds the event loop mostly in toCsv (src/report.js:31) and delays 1 other route. Without that, p95 would be 1.00 ms instead of 281 ms.',
    });
  });

  test('is named on the page of each route that it delays, and on its own', () => {
    expect(find([search, report, health], '/search')[0]).toMatchObject({ kind: 'queued', route: '/search' });
    expect(find([search, report, health], '/report')[0]).toMatchObject({
      ...{ kind: 'queued', route: '/health', target: 'GET /report' },
    });
  });
});

test('a queue of few requests is named when the slow ones are slow by it', () => {
  const blame = [blameOf('GET', '/report')];
  const quick = many(18, [['wait', 150]], { waits: [waitAt(1)] });
  const slow = (queued: number) =>
    many(
      2,
      [
        ['wait', 150],
        ['queued', queued],
      ],
      { waits: [waitAt(1)], blame },
    );
  const kindsWith = (queued: number) =>
    find([routeOf('/reminder', [...quick, ...slow(queued)], 20)]).map(({ kind }) => kind);
  expect(kindsWith(40)).toEqual(['wait', 'queued']);
  // A twentieth of the slow ones' time is no reason.
  expect(kindsWith(8)).toEqual(['wait']);
});

describe('the list of findings', () => {
  const slow = (route: string, wait: number, requests: number) =>
    routeOf(route, many(3, [['wait', wait]], { waits: [waitAt(1)] }), requests);

  test('begins with what saves most time of all requests, and has at most five', () => {
    const routes = [10, 70, 30, 50, 20, 60, 40].map((requests) => slow(`/r${requests}`, 100, requests));
    expect(find([...routes, slow('/rare', 2_000, 1)]).map(({ route }) => route)).toEqual([
      '/r70',
      '/r60',
      '/r50',
      '/r40',
      '/r30',
    ]);
  });

  test('has at most two of a route, unless it is about that route, or there is no other', () => {
    const waits = [0, 1, 2].map((place) => waitAt(place));
    const route = routeOf(
      '/a',
      many(
        3,
        [
          ['wait', 30],
          ['wait', 20, 1],
          ['wait', 10, 2],
        ],
        { waits },
      ),
    );
    expect(find([route, slow('/b', 5, 1)]).map((one) => one.route)).toEqual(['/a', '/a', '/b']);
    for (const about of [find([route, slow('/b', 5, 1)], '/a'), find([route])])
      expect(about.map(({ line }) => line)).toEqual([14, 8, 9]);
  });

  test('leaves out what is not worth a change, and routes without traces', () => {
    expect(find([slow('/a', 0.9, 5_000)])).toEqual([]);
    const mostlyOwn = routeOf(
      '/b',
      many(
        3,
        [
          ['own', 100],
          ['wait', 4],
        ],
        { waits: [waitAt(0)] },
      ),
    );
    expect(find([mostlyOwn]).map(({ kind }) => kind)).toEqual(['cpu']);
    expect(
      find([{ ...anyRoute, requests: 9 }, routeOf('/c', [traceOf([['own', 90_000]], { isCut: true })])]),
    ).toEqual([]);
  });

  test('has ids that stay, and that differ', () => {
    const ids = find([orders, slow('/b', 30, 8)]).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(find([orders]).map(({ id }) => id)).toEqual(ids.slice(0, 1));
  });
});
