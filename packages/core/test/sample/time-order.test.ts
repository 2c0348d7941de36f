import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderByTime } from '../../src/sample/time-order.ts';

const epoch = 1_790_000_000_000_000;

test('gives every sample once, ascending, equal times as they came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3_600_000_000 }), { maxLength: 2_000 }), (offsets) => {
      const order = orderByTime(Float64Array.from(offsets, (offset) => epoch + offset));
      const expected = offsets
        .map((_, i) => i)
        .sort((a, b) => (offsets[a] as number) - (offsets[b] as number) || a - b);
      expect([...order]).toEqual(expected);
    }),
  );
});

test('is correct for more samples than fit beside a time in one number', () => {
  const times = Float64Array.from({ length: 150_000 }, (_, i) => epoch + ((i * 7_919) % 150_000));
  const order = orderByTime(times);
  expect(new Set(order).size).toBe(times.length);
  expect(
    order.every((from, i) => i === 0 || (times[order[i - 1] as number] as number) <= (times[from] as number)),
  ).toBe(true);
});
