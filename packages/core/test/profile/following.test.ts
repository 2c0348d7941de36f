import { describe, expect, test } from 'vitest';
import { createAttributor } from '../../src/profile/attribute.ts';
import { weightOf } from '../../src/profile/call-tree.ts';
import {
  cpuErrorMicros,
  estimatedWindow,
  followedOf,
  isCostKnown,
} from '../../src/profile/estimated-window.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { notFollowedName, offName, type Window } from '../../src/profile/window.ts';
import { WindowBuilder } from '../../src/profile/window-builder.ts';
import { RequestLog } from '../../src/record/request-log.ts';
import { createRouteTable } from '../../src/record/route-table.ts';
import { Bucket, createScope, type Scope } from '../../src/sample/scope.ts';
import { seeded } from '../comparison/simulate.ts';
import { batchOf, type Hit } from '../fixtures/batch-of.ts';

const source = { service: 's', version: '1', instance: 'i', pid: 1, node: '24', engine: 'e', rate: 99 };

interface Plan {
  readonly requests: number;
  /** How many requests a followed one stands for. */
  readonly weight: number;
}

interface Drawn {
  readonly window: Window;
  readonly trueMicros: number;
}

const intervalMicros = 10_000;

/** A window of requests that take 1 to 20 ms in two parts, followed at random, and sampled now and then or timed exactly. */
function draw({ requests, weight }: Plan, isExact: boolean, random: () => number): Drawn {
  const table = createRouteTable(10);
  const { id } = table.named('GET', '/a');
  const builder = new WindowBuilder(0, source, table.entries, 1_000, true);
  const attributor = createAttributor();
  const log = new RequestLog(requests);
  let trueMicros = 0;
  for (const part of [0, 1]) {
    const hits: Hit[] = [];
    for (let i = 0; i < requests; i++) {
      const scope = part === 0 ? createScope(id, false, random() < 1 / weight ? weight : 0) : scopes[i];
      if (scope === undefined) throw new Error('no scope');
      if (part === 0) scopes[i] = scope;
      const micros = 500 + 10_000 * random() ** 2;
      trueMicros += micros;
      if (isExact) hits.push({ scope, micros });
      else if (random() < micros / intervalMicros) hits.push({ scope, micros: intervalMicros });
    }
    attributor.add(batchOf(hits, isExact), builder);
  }
  for (let i = 0; i < requests; i++) log.add(id, 200, false, 5_000, scopes[i]?.weight);
  builder.addRequests(log);
  attributor.flush(builder);
  return { window: builder.snapshot(1e6), trueMicros };
}
const scopes: Scope[] = [];

/** How many of 200 profiles have the truth within two standard errors, and how far they are off on average. */
function judge(plans: readonly Plan[], isExact: boolean): { held: number; bias: number } {
  const random = seeded(7);
  let [held, sum] = [0, 0];
  const runs = 200;
  for (let run = 0; run < runs; run++) {
    const drawn = plans.map((plan) => draw(plan, isExact, random));
    const window = mergeWindows(drawn.map((one) => one.window));
    const truth = drawn.reduce((total, one) => total + one.trueMicros, 0);
    const route = window.routes[0] as Window['routes'][number];
    const estimated = estimatedWindow(window).routes[0]?.tree;
    const cpuMicros = weightOf(estimated as never).cpuMicros;
    if (Math.abs(cpuMicros - truth) <= 1.96 * cpuErrorMicros(route)) held++;
    sum += cpuMicros / truth - 1;
  }
  return { held: held / runs, bias: sum / runs };
}

describe.each([
  ['samples', false],
  ['exact times', true],
] as const)('CPU time from a share of the requests, by %s', (_, isExact) => {
  test.each([
    ['a tenth', [{ requests: 1_500, weight: 10 }]],
    ['a part that changes', [4, 20, 2].map((weight) => ({ requests: 600, weight }))],
    ['all, then few', [1, 30].map((weight) => ({ requests: 1_500, weight }))],
    ['none of some windows', [8, 1e9, 8].map((weight) => ({ requests: 500, weight }))],
  ])('of %s has the truth in its interval 90 to 99 times in 100, and no bias', (_name, plans) => {
    const { held, bias } = judge(plans, isExact);
    expect(held).toBeGreaterThanOrEqual(0.9);
    expect(held).toBeLessThanOrEqual(0.99);
    expect(Math.abs(bias)).toBeLessThan(0.01);
  });

  test('the whole adds up, and has the work of all requests', () => {
    const { window } = draw({ requests: 400, weight: 5 }, isExact, seeded(3));
    const { routes, runtime, elapsedMicros, frames } = window;
    const all = [...routes.map(({ tree }) => tree), runtime.background].map(weightOf);
    expect(all.reduce((sum, { wallMicros }) => sum + wallMicros, 0)).toBe(elapsedMicros);
    const route = routes[0] as (typeof routes)[number];
    expect(followedOf(route)).toBeLessThan(200);
    expect(route.requests).toBe(400);
    expect(frames.map(({ name }) => name)).toContain(notFollowedName);
    expect(weightOf(runtime.background).cpuMicros).toBeGreaterThan(weightOf(route.tree).cpuMicros);
  });
});

test('where all are followed, nothing is scaled', () => {
  const { window } = draw({ requests: 300, weight: 1 }, false, seeded(5));
  expect(estimatedWindow(window)).toBe(window);
  expect(window.routes[0]?.following).toMatchObject({ notFollowed: 0, weightMilli: 300_000, cpuMicros: 0 });
});

test('time without samples is in the background, under its own name', () => {
  const builder = new WindowBuilder(0, source, [], 100, true);
  const off = { micros: 900_000, wallMicros: 300_000, cpuMicros: 200_000 };
  createAttributor().add({ ...batchOf([], false), idleMicros: 600_000, off }, builder);
  const { runtime, elapsedMicros, frames } = builder.snapshot(1e6);
  expect(elapsedMicros).toBe(900_000);
  expect(runtime.offMicros).toBe(900_000);
  expect(frames.map(({ name }) => name)).toEqual([offName]);
  expect(weightOf(runtime.background)).toEqual({ samples: 0, wallMicros: 300_000, cpuMicros: 200_000 });
});

test('what a request that is not followed leaves to another bucket stays there', () => {
  const builder = new WindowBuilder(0, source, [], 100, true);
  const scope = createScope(Bucket.profiler, false, 0);
  createAttributor().add(batchOf([{ scope, micros: 10 }], false), builder);
  expect(weightOf(builder.snapshot(1e6).runtime.profiler).wallMicros).toBe(10);
});

describe('rows that do not say whom they followed', () => {
  const { window } = draw({ requests: 1_000, weight: 10 }, false, seeded(9));
  const plain = {
    ...draw({ requests: 1_000, weight: 1 }, false, seeded(11)).window,
  };
  const [row] = plain.routes as [Window['routes'][number]];
  const { following: _, ...unsaid } = row;
  const old: Window = { ...plain, routes: [unsaid] };

  test('are of all requests when they are added to others', () => {
    const cpuOf = (one: Window): number => weightOf(estimatedWindow(one).routes[0]?.tree as never).cpuMicros;
    const apart = cpuOf(window) + cpuOf(old);
    const together = cpuOf(mergeWindows([window, old]));
    // Both have the same mean, so that the weighted mean of all is near the mean of both.
    expect(together / apart).toBeGreaterThan(0.9);
    expect(together / apart).toBeLessThan(1.1);
    expect(mergeWindows([old, old]).routes[0]?.following).toBeUndefined();
  });
});

test('an estimate is not estimated again', () => {
  const { window } = draw({ requests: 1_000, weight: 10 }, false, seeded(13));
  const once = estimatedWindow(window);
  const twice = estimatedWindow(once);
  expect(weightOf(twice.routes[0]?.tree as never)).toEqual(weightOf(once.routes[0]?.tree as never));
  expect(followedOf(twice.routes[0] as never)).toBe(followedOf(window.routes[0] as never));
  const [error, again] = [window, once].map((one) => cpuErrorMicros(one.routes[0] as never)) as [
    number,
    number,
  ];
  expect(again / error).toBeCloseTo(1, 1);
});

test('nothing is known of a route of which no request was followed', () => {
  const { window } = draw({ requests: 20, weight: 1e9 }, false, seeded(15));
  const [row] = window.routes as [Window['routes'][number]];
  expect([row.requests, followedOf(row), isCostKnown(row)]).toEqual([20, 0, false]);
});

test('an open request that is not followed is not filed under its route', () => {
  const table = createRouteTable(10);
  const { id } = table.named('GET', '/stream');
  const builder = new WindowBuilder(0, source, table.entries, 100, true);
  const scope = createScope(Bucket.unresolved, false, 0);
  scope.open = { currentBucket: () => id };
  const attributor = createAttributor();
  attributor.add(batchOf([{ scope, micros: 10 }], false), builder);
  attributor.finish(builder);
  const { routes, runtime, frames } = builder.snapshot(1e6);
  expect(routes).toEqual([]);
  expect(weightOf(runtime.background).wallMicros).toBe(10);
  expect(frames.map(({ name }) => name)).toContain(notFollowedName);
});
