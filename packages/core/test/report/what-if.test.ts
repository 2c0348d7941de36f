import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LatencyBuilder } from '../../src/profile/latency.ts';
import type { Trace } from '../../src/profile/trace.ts';
import {
  ifDoneOnce,
  ifNotQueuedBehind,
  ifThreadWorkTook,
  ifWaitTook,
  ifWorkTook,
  together,
} from '../../src/report/savings.ts';
import { type Savings, whatIf } from '../../src/report/what-if.ts';
import { frameOf, siteKey } from '../../src/tables/site-names.ts';
import { blameOf, type Stretch, traceOf, traces, waitAt } from '../fixtures/traces.ts';

const items = waitAt(0);
const order = waitAt(1);
const siteOf = (wait: typeof items): string => siteKey(wait, frameOf(wait));

const latencyOf = (all: readonly number[]) => {
  const builder = new LatencyBuilder();
  for (const micros of all) builder.add(micros);
  return builder.finish();
};
const unknown = latencyOf([]);

describe('a simulation', () => {
  const fast = Array.from({ length: 9 }, () => traceOf([['own', 100]]));
  const slow = traceOf(
    [
      ['own', 100],
      ['wait', 900],
    ],
    { waits: [items] },
  );

  test('gives quantiles before and after, and the mean', () => {
    expect(whatIf([...fast, slow], unknown, ifWaitTook(0, siteOf(items)))).toEqual({
      p50: { before: 100, after: 100 },
      p95: { before: 1000, after: 100 },
      meanMicros: 90,
    });
  });

  test('counts each trace as often as it stands for requests', () => {
    const often = { ...slow, weightMilli: 11_000 };
    expect(whatIf([...fast, often], unknown, ifWaitTook(0.5, siteOf(items)))).toEqual({
      p50: { before: 1000, after: 550 },
      p95: { before: 1000, after: 550 },
      meanMicros: (450 * 11) / 20,
    });
  });

  test('knows how many requests are fast and how many are slow, whatever of them was traced', () => {
    const waited = (micros: number): Trace =>
      traceOf(
        [
          ['own', 100],
          ['wait', micros],
        ],
        { waits: [items] },
      );
    // Half of the traces are slow, but only a tenth of the requests.
    const half = [1, 2, 3, 4, 5].flatMap((i) => [waited(1_000 + i), waited(9_000 + 90 * i)]);
    const all = latencyOf([
      ...Array.from({ length: 180 }, (_, i) => 1_090 + (i % 20)),
      ...Array.from({ length: 20 }, (_, i) => 9_000 + 30 * i),
    ]);
    const { p50, p95, meanMicros } = whatIf(half, all, ifWaitTook(0, siteOf(items)));
    expect(p50.before).toBeLessThan(1_200);
    expect(p50.after).toBe(100);
    expect(p95.before).toBeGreaterThan(9_000);
    expect(meanMicros).toBeCloseTo(0.9 * 1_003 + 0.1 * 9_270, -2);
  });

  test('is 0 without traces', () => {
    expect(whatIf([], unknown, () => 5)).toEqual({
      p50: { before: 0, after: 0 },
      p95: { before: 0, after: 0 },
      meanMicros: 0,
    });
  });

  test('never makes a request slower, nor shorter than nothing', () => {
    fc.assert(
      fc.property(traces, fc.integer({ min: -100_000, max: 900_000 }), (of, micros) => {
        const { p50, p95, meanMicros } = whatIf(of, unknown, () => micros);
        for (const { before, after } of [p50, p95]) {
          expect(after).toBeLessThanOrEqual(before);
          expect(after).toBeGreaterThanOrEqual(0);
        }
        expect(meanMicros).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('savings', () => {
  const blame = [blameOf('GET', '/b'), blameOf('', '(gc)')];
  const savedOf = (savings: Savings, stretches: readonly Stretch[], changes: Partial<Trace> = {}): number =>
    savings(traceOf(stretches, { waits: [items, order], blame, ...changes }));
  const once = ifDoneOnce(siteOf(items));

  test('of a wait: it, and the queue that followed it', () => {
    const stretches: Stretch[] = [
      ['own', 5],
      ['wait', 100],
      ['queued', 7],
      ['own', 5],
      ['queued', 3],
      ['wait', 20, 1],
    ];
    expect(savedOf(ifWaitTook(0, siteOf(items)), stretches)).toBe(107);
    expect(savedOf(ifWaitTook(0.5, siteOf(items)), stretches)).toBe(50);
    expect(savedOf(ifWaitTook(0, siteOf(order)), stretches)).toBe(20);
    expect(savedOf(ifWaitTook(0, siteOf(waitAt(2))), stretches)).toBe(0);
  });

  test('of a wait with another beside it: no more than until that would have ended', () => {
    const waits = [items, { ...order, parallelMicros: 70 }];
    expect(savedOf(ifWaitTook(0, siteOf(items)), [['wait', 100]], { waits })).toBe(30);
    expect(savedOf(ifWaitTook(0.5, siteOf(items)), [['wait', 100]], { waits })).toBe(30);
    expect(savedOf(ifWaitTook(0.8, siteOf(items)), [['wait', 100]], { waits })).toBeCloseTo(20);
    // Its own parallel calls go as well.
    expect(
      savedOf(ifWaitTook(0, siteOf(items)), [['wait', 100]], { waits: [{ ...items, parallelMicros: 70 }] }),
    ).toBe(100);
  });

  test('of one operation instead of many: the others, and what came between them', () => {
    const repeated = Array.from({ length: 4 }, (): Stretch[] => [
      ['wait', 25],
      ['queued', 2, 0],
      ['own', 6],
    ]).flat();
    const waits = [{ ...items, operations: 4 }, order];
    expect(savedOf(once, repeated, { waits })).toBeCloseTo(75 + (3 * 8 * 3) / 4);
    // Something else between two of them belongs to neither.
    expect(
      savedOf(
        once,
        [
          ['wait', 50],
          ['own', 6],
          ['wait', 9, 1],
          ['own', 6],
          ['wait', 50],
        ],
        { waits },
      ),
    ).toBe(75);
    expect(savedOf(once, repeated, { waits: [items] })).toBe(0);
  });

  test('of one operation instead of many at the same time: what the longest takes more than the mean', () => {
    const waits = [{ ...items, operations: 5, parallelMicros: 200 }];
    expect(savedOf(once, [['wait', 100]], { waits })).toBe(40);
  });

  test('of one operation instead of many that queue at the same time: all after the first, and the work on them', () => {
    const stretches: Stretch[] = [
      ['own', 40],
      ['wait', 10],
      ...Array.from({ length: 9 }, (): Stretch[] => [
        ['own', 2],
        ['wait', 5],
      ]).flat(),
    ];
    const waits = [{ ...items, operations: 10, parallelMicros: 9 * 90 }];
    // The first was under way while the other nine were begun.
    const firstMicros = 10 + (40 * 9) / 10;
    expect(savedOf(once, stretches, { waits })).toBeCloseTo(55 - firstMicros + ((40 + 9 * 2) * 9) / 10);
    // None takes longer alone than all do on the average.
    const short = [{ ...items, operations: 10, parallelMicros: 9 * 30 }];
    expect(savedOf(once, stretches, { waits: short })).toBeCloseTo(55 - 32.5 + ((40 + 9 * 2) * 9) / 10);
    // The first that came while others were being begun has shown no wait.
    const late: Stretch[] = [
      ['own', 40],
      ['wait', 1],
      ['own', 2],
      ['wait', 59],
    ];
    expect(savedOf(once, late, { waits })).toBeCloseTo(60 - (6 + 36) + (42 * 9) / 10);
  });

  test('of computing in the thread pool: its own, and the queue behind that of the same route', () => {
    const stretches: Stretch[] = [
      ['queued', 8, 1],
      ['own', 5],
      ['queued', 30, 1],
      ['queued', 20],
      ['wait', 100],
      ['queued', 6, 1],
    ];
    const changes = {
      method: 'POST',
      route: '/login',
      blame: [blameOf('GET', '/b'), blameOf('POST', '/login')],
    };
    expect(savedOf(ifThreadWorkTook(0.5, siteOf(items)), stretches, changes)).toBe(65);
    expect(savedOf(ifThreadWorkTook(0.5, siteOf(order)), stretches, changes)).toBe(0);
  });

  test.each([
    { wait: 10, own: 800, counted: 800, what: 'all that a library may take' },
    { wait: 10, own: 5_000, counted: 1_000, what: 'of more, half a millisecond for each' },
    { wait: 900, own: 5_000, counted: 1_800, what: 'or as much as the waiting' },
  ])('of one operation: the work between two, $what', ({ wait, own, counted }) => {
    const waits = [{ ...items, operations: 2 }];
    const stretches: Stretch[] = [
      ['wait', wait],
      ['own', own],
      ['wait', wait],
    ];
    expect(savedOf(once, stretches, { waits })).toBe(wait + counted / 2);
  });

  test('of one operation: all of the queue between two', () => {
    const waits = [{ ...items, operations: 2 }];
    const stretches: Stretch[] = [
      ['wait', 10],
      ['own', 100],
      ['queued', 9_000],
      ['wait', 10],
    ];
    expect(savedOf(once, stretches, { waits })).toBe(10 + 9_100 / 2);
  });

  test('of a queue and of own work', () => {
    const stretches: Stretch[] = [
      ['own', 60],
      ['queued', 40],
      ['queued', 8, 1],
    ];
    expect(savedOf(ifNotQueuedBehind({ method: 'GET', route: '/b' }), stretches)).toBe(40);
    expect(savedOf(ifNotQueuedBehind({ method: '', route: '(gc)' }, 0.25), stretches)).toBe(2);
    expect(savedOf(ifNotQueuedBehind({ method: 'POST', route: '/b' }), stretches)).toBe(0);
    expect(savedOf(ifWorkTook(0.25), stretches)).toBe(45);
    expect(
      savedOf(together(ifWorkTook(0), ifNotQueuedBehind({ method: 'GET', route: '/b' })), stretches),
    ).toBe(100);
  });
});
