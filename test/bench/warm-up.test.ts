import { expect, test } from 'vitest';
import { warmUpParts } from '../../bench/src/measure/warm-up.ts';
import { parseOptions } from '../../bench/src/options.ts';
import { collectGarbage } from '../../bench/src/servers/collect.ts';

test('a warm-up has all requests, in parts that double, the last of what is left', () => {
  const parts = [...warmUpParts(150_000)].map(({ requests }) => requests);
  expect(parts.slice(0, 4)).toEqual([25, 50, 100, 200]);
  expect(parts.reduce((sum, requests) => sum + requests, 0)).toBe(150_000);
  expect(parts.at(-1)).toBeLessThan(2 * (parts.at(-2) as number));
  expect([...warmUpParts(10)]).toEqual([{ requests: 10, collects: true }]);
});

test('garbage is collected after the first eight parts', () => {
  const collected = [...warmUpParts(150_000)].filter(({ collects }) => collects);
  expect(collected.map(({ requests }) => requests)).toEqual([25, 50, 100, 200, 400, 800, 1600, 3200]);
});

test('rounds go by before those that count, in each plan', () => {
  for (const args of [[], ['--quick'], ['--all']]) {
    const options = parseOptions(args);
    expect(options === 'help' ? 0 : options.plan.settlingRounds).toBeGreaterThan(3);
  }
});

test('what nothing refers to is gone after a collection, and the collector is in no global scope', async () => {
  const gone = (() => new WeakRef({}))();
  // A weak reference keeps its object until the end of the turn in which it was made.
  expect(await collectGarbage()).toBe(true);
  expect(gone.deref()).toBeUndefined();
  expect('gc' in globalThis).toBe(false);
});
