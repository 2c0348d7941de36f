import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/comparison/judge-changes.ts';
import { type Counted, shareFigure } from '../../src/comparison/shares.ts';
import { seeded } from './simulate.ts';

const noDrift = { logRatio: 0, spread: 0, error: 0, isKnown: true };
const judged = (before: Counted, after: Counted) => judge([shareFigure(before, after)], noDrift)[0]!;
const of = (count: number, requests: number): Counted => ({ count, of: requests });

describe('a share of requests', () => {
  test.each([
    ['from none to a tenth', of(0, 1_000), of(100, 1_000), 'slower'],
    ['from none to one', of(0, 1_000), of(1, 1_000), 'same'],
    ['from none to ten', of(0, 1_000), of(12, 1_000), 'slower'],
    ['from none to none', of(0, 1_000), of(0, 1_000), 'same'],
    ['from none to none of few', of(0, 50), of(0, 50), 'unsure'],
    ['from a fifth to a twentieth', of(200, 1_000), of(50, 1_000), 'faster'],
    ['from all to all', of(500, 500), of(500, 500), 'same'],
    ['a tenth more of many', of(1_000, 100_000), of(1_100, 100_000), 'same'],
  ])('%s', (_, before, after, verdict) => {
    expect(judged(before, after).verdict).toBe(verdict);
  });

  test('without requests is not known', () => {
    expect(judged(of(0, 0), of(5, 10))).toEqual({ before: 0, after: 0.5, verdict: 'unsure' });
  });

  test('has limits around its difference, which are shares themselves', () => {
    const counted = fc
      .tuple(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([requests, share]) => of(Math.round(share * requests), requests));
    fc.assert(
      fc.property(counted, counted, (before, after) => {
        const { low = Number.NaN, high = Number.NaN, verdict } = judged(before, after);
        const difference = after.count / after.of - before.count / before.of;
        // Of few requests the angles are drawn in, by less than half a request.
        const slack = 0.5 / before.of + 0.5 / after.of;
        expect(low).toBeLessThanOrEqual(difference + slack);
        expect(high).toBeGreaterThanOrEqual(difference - slack);
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(high).toBeLessThanOrEqual(1);
        expect(low > 0 || high < 0).toBe(verdict === 'slower' || verdict === 'faster');
      }),
    );
  });

  test('that did not change gets a false alarm in less than 2 of 100 comparisons, however rare errors are', () => {
    const random = seeded(5);
    const count = (p: number, requests: number) => {
      let failed = 0;
      for (let i = 0; i < requests; i++) if (random() < p) failed++;
      return of(failed, requests);
    };
    for (const [p, requests] of [
      [0.001, 1_000],
      [0.02, 500],
      [0.4, 200],
    ] as const) {
      let alarms = 0;
      for (let run = 0; run < 500; run++) {
        const { verdict } = judged(count(p, requests), count(p, requests));
        if (verdict === 'slower' || verdict === 'faster') alarms++;
      }
      expect([p, alarms <= 10]).toEqual([p, true]);
    }
  });
});
