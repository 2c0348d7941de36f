import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ActivitySlice } from '../../core/src/presentation/model/history.ts';
import { choiceOf, wholePart } from '../../core/src/query/part.ts';
import type { Address } from '../src/data/address.ts';
import { boundsIn, boundsOf, placeBetween, sliceAt, slicesBetween } from '../src/views/chosen-slices.ts';

/** Slices one after the other, some with time between them in which nothing was measured. */
const some = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 9_000_000 }), fc.nat({ max: 5_000_000 })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((lengths) => {
    let at = 1_700_000_000_000_000;
    return lengths.map(([length, gap]): ActivitySlice => {
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

  test('has each slice that it overlaps, and its exact place', () => {
    const of = (startMicros: number, endMicros: number): ActivitySlice => ({
      ...{ startMicros, endMicros, requests: 0, cpuMicros: 0, p95Micros: 0 },
    });
    const slices = [of(0, 40), of(40, 60), of(60, 100)];
    expect(slicesBetween(slices, { from: 30, to: 61 })).toEqual({ first: 0, last: 2 });
    expect(slicesBetween(slices, { from: 45, to: 50 })).toEqual({ first: 1, last: 1 });
    expect(placeBetween(slices, { from: 45, to: 50 })).toEqual({ from: 0.45, width: 0.05 });
    expect(placeBetween(slices, { from: 0, to: 0 })).toEqual({ from: 0, width: 1 });
    expect(placeBetween(slices, { from: 100, to: 0 })).toBeUndefined();
  });

  test('a point is in the slice below it, or the nearest', () => {
    const of = (startMicros: number, endMicros: number): ActivitySlice => ({
      ...{ startMicros, endMicros, requests: 0, cpuMicros: 0, p95Micros: 0 },
    });
    const slices = [of(0, 10), of(50, 60), of(60, 100)];
    expect([-1, 0, 0.1, 0.2, 0.4, 0.55, 0.8, 1, 2].map((share) => sliceAt(slices, share))).toEqual([
      0, 0, 0, 0, 1, 1, 2, 2, 2,
    ]);
  });
});

describe('what an address means on the time line', () => {
  const of = (startMicros: number, endMicros: number): ActivitySlice => ({
    ...{ startMicros, endMicros, requests: 0, cpuMicros: 0, p95Micros: 0 },
  });
  const span = { service: 's', fromMicros: 0, toMicros: 60e6 };
  const history = {
    slices: [of(1, 60e6), of(60e6, 120e6)],
    versions: [
      { ...span, version: '1' },
      { ...span, version: '2', fromMicros: 60e6, toMicros: 120e6 },
    ],
    processes: [],
  };
  const at = (words: Partial<Address>) => boundsIn(history, { ...wholePart, base: '', ...words });

  test.each<[Partial<Address>, unknown]>([
    [{}, { chosen: { from: 0, to: 0 }, base: undefined }],
    [{ from: '-30s' }, { chosen: { from: 90e6, to: 0 }, base: undefined }],
    [
      { from: 'deploy', base: '-60s..-30s' },
      { chosen: { from: 60e6, to: 0 }, base: { from: 60e6, to: 90e6 } },
    ],
    [
      { version: '2', base: 'version:1' },
      { chosen: { from: 60e6, to: 120e6 }, base: { from: 0, to: 60e6 } },
    ],
    [{ from: 'soon' }, undefined],
    [{ from: '-1s', to: '-2s' }, undefined],
  ])('%o', (words, bounds) => {
    expect(at(words)).toEqual(bounds);
  });
});
