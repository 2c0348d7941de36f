import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choiceOf, wholePart } from '../../core/src/report/part.ts';
import type { Slice } from '../src/data/model.ts';
import { boundsOf, sliceAt, slicesBetween } from '../src/views/chosen-slices.ts';

/** Slices one after the other, some with time between them in which nothing was measured. */
const some = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 9_000_000 }), fc.nat({ max: 5_000_000 })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((lengths) => {
    let at = 1_700_000_000_000_000;
    return lengths.map(([length, gap]): Slice => {
      const slice = { startMicros: at, endMicros: at + length, requests: 1, cpuMicros: 1, p95Micros: 1 };
      at += length + gap;
      return slice;
    });
  });

describe('a part of the time line', () => {
  test('comes back from its bounds', () => {
    fc.assert(
      fc.property(some, fc.nat(), fc.nat(), (slices, x, y) => {
        const [one, other] = [x % slices.length, y % slices.length];
        const range = { first: Math.min(one, other), last: Math.max(one, other) };
        const { fromMicros, toMicros } = choiceOf(
          { ...wholePart, ...boundsOf(slices, range) },
          { nowMicros: 0, deployMicros: 0 },
        );
        const to = toMicros === Number.POSITIVE_INFINITY ? 0 : toMicros;
        expect(slicesBetween(slices, { from: fromMicros, to })).toEqual(range);
      }),
    );
  });

  test('is open at the ends of all that is kept', () => {
    const slices = fc.sample(some, { numRuns: 1, seed: 4 })[0]!;
    expect(boundsOf(slices, { first: 0, last: slices.length - 1 })).toEqual({ from: '', to: '' });
    expect(boundsOf(slices, { first: 1, last: slices.length - 1 }).to).toBe('');
    expect(slicesBetween(slices, { from: 9e15, to: 0 })).toBeUndefined();
  });

  test('a point is in the slice below it, or the nearest', () => {
    const of = (startMicros: number, endMicros: number): Slice => ({
      ...{ startMicros, endMicros, requests: 0, cpuMicros: 0, p95Micros: 0 },
    });
    const slices = [of(0, 10), of(50, 60), of(60, 100)];
    expect([-1, 0, 0.1, 0.2, 0.4, 0.55, 0.8, 1, 2].map((share) => sliceAt(slices, share))).toEqual([
      0, 0, 0, 0, 1, 1, 2, 2, 2,
    ]);
  });
});
