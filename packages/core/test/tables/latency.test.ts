import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Trace } from '../../src/profile/trace.ts';
import type { RouteWindow } from '../../src/profile/window.ts';
import { blameRows } from '../../src/tables/blame-rows.ts';
import { latencyParts, noParts } from '../../src/tables/latency-parts.ts';
import { waitRows } from '../../src/tables/wait-rows.ts';
import { blameOf, type Stretch, traceOf, traces, tracesOf, waitAt } from '../fixtures/traces.ts';
import { exampleWindows } from '../fixtures/windows.ts';
import { sum } from '../report/ask.ts';

const names = { sites: new Map(), appFolder: '/app', full: false };
const [window] = exampleWindows(1);
const routeWith = (of: readonly Trace[]): RouteWindow => ({
  ...window!.routes[0]!,
  method: 'GET',
  route: '/a',
  traces: tracesOf(of),
});

const perRequest = (rows: readonly { readonly micros: number }[], { traces: of }: RouteWindow): number =>
  rows.length === 0 ? 0 : Math.round(sum(rows.map(({ micros }) => micros)) / (of!.weightMilli / 1000));

describe('the parts of a latency', () => {
  test('are weighted means, without forced and cut traces', () => {
    const parts = latencyParts(
      tracesOf([
        traceOf(
          [
            ['own', 10],
            ['wait', 100],
          ],
          { waits: [waitAt(0)], weightMilli: 3000, beforeNodeMicros: 40 },
        ),
        traceOf(
          [
            ['own', 30],
            ['gc', 8],
            ['queued', 40],
          ],
          {
            blame: [blameOf('GET', '/b')],
            weightMilli: 1000,
            onCpuMicros: 10,
            tracingMicros: 4,
            beforeNodeMaxMicros: 80,
          },
        ),
        traceOf([['own', 9_000]], { isForced: true }),
        traceOf([['own', 9_000]], { isCut: true }),
      ]),
    );
    expect(parts).toMatchObject({ traced: 2, cut: 1, cpuMicros: 15, onCpuMicros: 10, gcMicros: 2 });
    expect(parts).toMatchObject({ queuedMicros: 10, waitMicros: 75, totalMicros: 102 });
    expect(parts).toMatchObject({ tracingMicros: 1, beforeNodeMicros: 30, beforeNodeMaxMicros: 20 });
    // The slower of the two stands for three quarters of all requests, so it holds the 95th percentile.
    expect(parts.p95).toMatchObject({ cpuMicros: 10, waitMicros: 100, totalMicros: 110, queuedMicros: 0 });
  });

  test('at p95 are those of the slowest', () => {
    const quick = Array.from({ length: 99 }, () => traceOf([['own', 10]]));
    const slow = traceOf(
      [
        ['own', 5],
        ['wait', 5_000],
      ],
      { waits: [waitAt(1)], weightMilli: 20_000 },
    );
    expect(latencyParts(tracesOf([...quick, slow])).p95).toMatchObject({ cpuMicros: 5, waitMicros: 5_000 });
  });

  test('are 0 without traces', () => {
    expect(latencyParts(undefined)).toEqual(noParts);
    expect(latencyParts(tracesOf([]))).toEqual(noParts);
  });
});

test('parts, waits and blame add up, whatever was traced', () => {
  fc.assert(
    fc.property(traces, (of) => {
      const route = routeWith(of);
      const parts = latencyParts(route.traces);
      const { cpuMicros, gcMicros, queuedMicros, waitMicros, totalMicros } = parts;
      expect(cpuMicros + gcMicros + queuedMicros + waitMicros).toBe(totalMicros);
      expect(parts.p95.totalMicros + 4).toBeGreaterThanOrEqual(totalMicros);
      // Sums of a route are rounded once for each trace.
      const waits = sum(waitRows(route, names).map(({ micros }) => micros));
      expect(Math.abs(waits - waitMicros)).toBeLessThanOrEqual(3);
      expect(waits).toBe(perRequest(route.traces!.sites, route));
      const queued = sum(blameRows(route).map(({ micros }) => micros));
      expect(Math.abs(queued - queuedMicros)).toBeLessThanOrEqual(3);
      expect(queued).toBe(perRequest(route.traces!.blame, route));
    }),
  );
});

test('the time before Node is a mean over the requests whose arrival is known', () => {
  const known = { beforeNodeMicros: 40, beforeNodeMaxMicros: 90, blame: [blameOf('GET', '/b', 40)] };
  const route = routeWith([
    traceOf([['own', 10]], { ...known, weightMilli: 3000 }),
    traceOf([['own', 10]], { weightMilli: 1000 }),
    traceOf([['own', 10]], { isArrivalKnown: false, weightMilli: 4000 }),
  ]);
  const parts = latencyParts(route.traces);
  expect(parts).toMatchObject({ traced: 3, beforeNodeTraced: 2 });
  expect(parts).toMatchObject({ cpuMicros: 10, beforeNodeMicros: 30, beforeNodeMaxMicros: 68 });
  // Of those whose arrival is known it delayed three in four: six of all eight.
  expect(blameRows(route)).toMatchObject([{ byRoute: '/b', beforeNodeMicros: 30, requests: 6 }]);
  const unknown = routeWith([traceOf([['own', 10]], { isArrivalKnown: false })]);
  expect(latencyParts(unknown.traces)).toMatchObject({ beforeNodeTraced: 0, beforeNodeMicros: 0 });
});

describe('waits', () => {
  const trace = (operations: number, micros: number, weightMilli = 1000) =>
    traceOf(
      [
        ['own', 1],
        ['wait', micros, 0],
        ['wait', 7, 1],
      ],
      {
        waits: [waitAt(0, { operations, parallelMicros: 12 }), waitAt(1, { operation: '' })],
        weightMilli,
      },
    );

  test('say what for, where, how often and how long, per request of the route', () => {
    const route = routeWith([trace(20, 900, 3000), traceOf([['own', 5]])]);
    const [first, second, ...none] = waitRows(route, names);
    expect(none).toEqual([]);
    expect(first).toMatchObject({
      ...{ method: 'GET', route: '/a', kind: 'net', target: 'postgres localhost:5432', library: '' },
      operation: 'select … from items where order_id = ?',
      ...{ name: 'loadItems', file: 'src/items.js', line: 14, column: 20 },
      ...{ perRequest: 15, micros: 675, parallelMicros: 9, pattern: 'n+1' },
    });
    expect(second).toMatchObject({
      name: 'loadOrder',
      operation: '',
      perRequest: 0.75,
      micros: 5,
      pattern: '',
    });
  });

  test('have ids that tell them apart, the same in every report', () => {
    const idsOf = (of: readonly Trace[]) => waitRows(routeWith(of), names).map(({ id }) => id);
    const [first, second] = idsOf([trace(20, 900)]);
    const almostEqual = [waitAt(1), waitAt(2), waitAt(2, { kind: 'http' }), waitAt(2, { target: 'b' })];
    const stretches = almostEqual.map((_, at): Stretch => ['wait', 9, at]);
    expect(new Set(idsOf([traceOf(stretches, { waits: almostEqual })])).size).toBe(4);
    expect(idsOf([trace(3, 70), trace(1, 80)])).toEqual([first, second]);
  });

  test.each([
    [{ operations: 4 }, ''],
    [{ operations: 5 }, 'n+1'],
    [{ operations: 5, kind: 'client' }, ''],
    [{ kind: 'lock' }, 'pool'],
    [{ kind: 'lock', operations: 9 }, 'pool'],
    [{ library: 'mysql2:pool:connect' }, 'pool'],
    [{ operation: 'pool.acquire' }, 'pool'],
    [{ operation: 'select … from spoolers' }, ''],
    [{ operation: 'acquire connection', kind: 'other' }, 'pool'],
    [{ kind: 'threadpool', threadMicros: 1_000 }, 'threadpool'],
    [{ kind: 'file', threadMicros: 1_000, operations: 9 }, 'threadpool'],
    [{ kind: 'threadpool', threadMicros: 999 }, ''],
    [{ kind: 'net', operation: 'select queue' }, ''],
  ] as const)('%j has the pattern %j', (changes, pattern) => {
    const route = routeWith([traceOf([['wait', 9]], { waits: [waitAt(0, changes)] })]);
    expect(waitRows(route, names).map((row) => row.pattern)).toEqual([pattern]);
  });
});

test('blame says by whom, how long per request, and how many requests', () => {
  const blame = [blameOf('GET', '/b', 60), blameOf('', '(gc)')];
  const route = routeWith([
    traceOf(
      [
        ['queued', 300, 0],
        ['own', 5],
        ['queued', 60, 1],
      ],
      { blame, weightMilli: 2000 },
    ),
    traceOf([['own', 5]]),
  ]);
  const of = { method: 'GET', route: '/a', requests: 2 };
  expect(blameRows(route)).toEqual([
    { ...of, byMethod: 'GET', byRoute: '/b', micros: 200, beforeNodeMicros: 40 },
    { ...of, byMethod: '', byRoute: '(gc)', micros: 40, beforeNodeMicros: 0 },
  ]);
});
