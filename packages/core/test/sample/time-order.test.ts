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
