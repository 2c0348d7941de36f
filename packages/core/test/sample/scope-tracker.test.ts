import { AsyncResource } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createScope } from '../../src/sample/scope.ts';
import { ScopeRing } from '../../src/sample/scope-ring.ts';
import { ScopeTracker } from '../../src/sample/scope-tracker.ts';

test('what a scope does after a wait is an entry of its own', async () => {
  const ring = new ScopeRing(() => {});
  const tracker = new ScopeTracker(ring, { read: () => Number.NaN, close() {} }, 1000);
  const scope = createScope(1);
  tracker.start();
  let waits = 0;
  try {
    await tracker.run(scope, async () => {
      // On a busy machine a timer may be due before the loop begins to wait.
      for (let tries = 0; waits < 2 && tries < 100; tries++) {
        const before = performance.nodeTiming.idleTime;
        await setTimeout(30);
        if (performance.nodeTiming.idleTime > before) waits++;
      }
    });
  } finally {
    tracker.stop();
  }
  const { scopes, idle } = ring.take(performance.now() * 1000, 0, Number.NaN);
  const afterWaits = scopes.filter((each, i) => each === scope && i > 0 && idle[i] !== idle[i - 1]);
  expect(waits).toBe(2);
  expect(afterWaits.length).toBeGreaterThanOrEqual(waits);
});

test('with another user, nothing of the last one is kept', async () => {
  const ring = new ScopeRing(() => {});
  const tracker = new ScopeTracker(ring, { read: () => Number.NaN, close() {} }, 1000);
  const [stale, fresh] = [createScope(0), createScope(1)];
  const take = () => ring.take(performance.now() * 1000, 0, Number.NaN).scopes;
  tracker.start();
  try {
    await tracker.run(stale, async () => {
      await null;
      expect(take()).toContain(stale);
      tracker.changeUser();
      expect(take()).toEqual([undefined]);
      await setTimeout(1);
      await tracker.run(fresh, () => setTimeout(1));
    });
  } finally {
    tracker.stop();
  }
  const scopes = take();
  expect(scopes).toContain(fresh);
  expect(scopes).not.toContain(stale);
});

test('leftovers of a stopped tracker do not affect the next', async () => {
  const clock = { read: () => Number.NaN, close() {} };
  const rings = [new ScopeRing(() => {}), new ScopeRing(() => {})] as const;
  const [first, second] = [new ScopeTracker(rings[0], clock, 1000), new ScopeTracker(rings[1], clock, 1000)];
  const [stale, fresh] = [createScope(0), createScope(1)];
  const connection = new AsyncResource('connection');
  first.start();
  // As Koa's and Hono's adapters do it: the scope stays on what runs it.
  connection.runInAsyncScope(() => first.enter(stale));
  first.stop();
  second.start();
  try {
    await connection.runInAsyncScope(() => setTimeout(1));
    await second.run(fresh, () => setTimeout(1));
  } finally {
    second.stop();
  }
  const { scopes } = rings[1].take(performance.now() * 1000, 0, Number.NaN);
  expect(scopes).toContain(fresh);
  expect(scopes).not.toContain(stale);
});
