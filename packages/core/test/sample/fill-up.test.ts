import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillUp } from '../../src/sample/fill-up.ts';

const micros = fc.integer({ min: 0, max: 1_000_000 }).map((nanos) => nanos / 1000);

test('fills in proportion to the room, never over a limit, and gives back what does not fit', () => {
  const amounts = Float64Array.of(10, 0, 50);
  expect(fillUp(amounts, Float64Array.of(30, 60, 40), 40)).toBe(0);
  expect([...amounts]).toEqual([20, 30, 50]);
  expect(fillUp(amounts, Float64Array.of(30, 60, 40), 100)).toBe(60);
  expect([...amounts]).toEqual([30, 60, 50]);
  expect(fillUp(amounts, Float64Array.of(30, 60, 40), 7)).toBe(7);
});

test('nothing is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(micros, micros)), micros, (pairs, given) => {
      const amounts = Float64Array.from(pairs, ([amount]) => amount);
      const limits = Float64Array.from(pairs, ([, limit]) => limit);
      const left = fillUp(amounts, limits, given);
      const added = amounts.reduce((sum, amount, i) => sum + amount - (pairs[i]?.[0] as number), 0);
      expect(Math.abs(added + left - given)).toBeLessThanOrEqual(1e-3);
      amounts.forEach((amount, i) => {
        const [before, limit] = pairs[i] as [number, number];
        expect(amount).toBeLessThanOrEqual(Math.max(before, limit) + 1e-6);
        expect(amount).toBeGreaterThanOrEqual(before);
      });
    }),
  );
});
