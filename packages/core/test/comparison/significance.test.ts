import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  commonDrift,
  criticalValue,
  type Drift,
  type Estimate,
  simultaneousIntervals,
  twoSided,
  weightedQuantile,
} from '../../src/comparison/significance.ts';
import { normal, seeded } from './simulate.ts';

test('the tails of the normal distribution, as in tables', () => {
  expect(twoSided(0)).toBeCloseTo(1, 6);
  expect(twoSided(1.959_964) / 0.05).toBeCloseTo(1, 5);
  expect(twoSided(-2.575_829) / 0.01).toBeCloseTo(1, 5);
  expect(twoSided(5) / 5.733_031e-7).toBeCloseTo(1, 5);
});

test('beyond a critical value, the tails have exactly the given chance', () => {
  expect(criticalValue(0.05)).toBeCloseTo(1.959_964, 5);
  expect(criticalValue(0.01)).toBeCloseTo(2.575_829, 5);
  expect(criticalValue(5.733_031e-7)).toBeCloseTo(5, 5);
  expect(criticalValue(1)).toBeCloseTo(0, 4);
  fc.assert(
    fc.property(fc.double({ min: 1e-200, max: 1, noNaN: true }), (p) => {
      expect(twoSided(criticalValue(p)) / p).toBeCloseTo(1, 6);
    }),
  );
});

test('quantiles by weight', () => {
  expect(weightedQuantile([3, 1, 2], [1, 1, 1], 0.5)).toBe(2);
  expect(weightedQuantile([3, 1, 2], [5, 1, 1], 0.5)).toBe(3);
  expect(weightedQuantile([3, 1, 2], [1, 1, 1], 0)).toBe(1);
});

const noise = { leastSpread: 0.02, usualDrift: 0.1, evenError: 0.15 };
const alike = (shift: number, count: number) =>
  Array.from({ length: count }, () => ({ shift, variance: 0.000_4, weight: 1 }));

test('the common change of all is the drift, whatever some of them do', () => {
  const estimates = [...alike(0.2, 20), ...alike(0.9, 4)];
  expect(commonDrift(estimates, noise)).toMatchObject({ logRatio: 0.2, isKnown: true });
  const tests = simultaneousIntervals(estimates, commonDrift(estimates, noise), 0.02);
  expect(tests[0]?.p).toBe(1);
  expect(tests.at(-1)?.p).toBeLessThan(1e-6);
});

test('with too few figures the drift is unknown, and a usual one is assumed', () => {
  const drift = commonDrift(alike(0.2, 4), noise);
  expect(drift).toMatchObject({ logRatio: 0, isKnown: false });
  expect(drift.spread).toBeGreaterThan(0.1);
});

const quiet: Drift = { logRatio: 0, spread: 0, error: 0, isKnown: true };
const estimate = (shift: number, variance = 0.01, weight = 1): Estimate => ({ shift, variance, weight });
const intervalOf = (drift: Drift, shift: number, variance?: number) => {
  const [interval] = simultaneousIntervals([estimate(shift, variance)], drift, 0.02);
  return interval ?? { low: Number.NaN, high: Number.NaN, p: Number.NaN };
};

test('a drift explains only changes between zero and the drift', () => {
  const drift = { ...quiet, logRatio: 0.2, spread: 0.02 };
  const p = (shift: number) => intervalOf(drift, shift, 0).p;
  expect([p(0), p(0.1), p(0.2)]).toEqual([p(0), p(0), p(0)]);
  expect(p(0)).toBeCloseTo(1, 6);
  expect(p(0.3)).toBeLessThan(1e-5);
  expect(p(-0.1)).toBeLessThan(1e-5);
});

test('an interval includes sampling, spread, the drift’s error and the drift itself', () => {
  const width = ({ low, high }: { low: number; high: number }) => high - low;
  const z = criticalValue(0.02);
  expect(width(intervalOf(quiet, 0.3, 0.01))).toBeCloseTo(2 * z * 0.1, 9);
  expect(width(intervalOf({ ...quiet, spread: 0.2 }, 0.3, 0.01))).toBeCloseTo(2 * z * Math.sqrt(0.05), 9);
  expect(width(intervalOf({ ...quiet, logRatio: 0.4 }, 0.3, 0.01))).toBeCloseTo(2 * z * 0.1 + 0.4, 9);
  // The drift's error counts only on the drift's side, upwards and downwards, in the interval and in p.
  const unsharp = { logRatio: 0.1, spread: 0, error: 0.2, isKnown: true };
  const wide = z * Math.sqrt(0.05);
  expect(intervalOf(unsharp, 0.3).low).toBeCloseTo(0.2 - wide, 9);
  expect(intervalOf(unsharp, 0.3).high).toBeCloseTo(0.3 + z * 0.1, 9);
  expect(intervalOf({ ...unsharp, logRatio: -0.1 }, -0.3).high).toBeCloseTo(wide - 0.2, 9);
  expect(intervalOf(unsharp, 0.3).p).toBeCloseTo(twoSided(0.2 / Math.sqrt(0.05)), 9);
  expect(intervalOf(unsharp, -0.3).p).toBeCloseTo(twoSided(3), 9);
  // The change as it was measured lies within, and so does what is left of it without the drift.
  const { low, high } = intervalOf({ ...quiet, logRatio: -0.4 }, 0.3, 0.01);
  expect((low + high) / 2).toBeCloseTo(0.5, 9);
  expect([low, high]).toEqual([expect.closeTo(0.3 - z * 0.1, 9), expect.closeTo(0.7 + z * 0.1, 9)]);
});

test('many figures share the permitted error by their weights', () => {
  const [heavy, light] = simultaneousIntervals([estimate(0.3, 0.01, 3), estimate(0.3, 0.01, 1)], quiet, 0.02);
  const z = 3; // 0.3 / 0.1
  expect(heavy?.p).toBeCloseTo((twoSided(z) * 4) / 3, 9);
  expect(light?.p).toBeCloseTo(twoSided(z) * 4, 9);
  expect(heavy?.low).toBeCloseTo(0.3 - 0.1 * criticalValue(0.015), 9);
  expect(light?.low).toBeCloseTo(0.3 - 0.1 * criticalValue(0.005), 9);
  expect(simultaneousIntervals([], quiet, 0.02)).toEqual([]);
});

test('an interval excludes 0 exactly when p is below the rate, for any figures and any drift', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const estimates = fc.array(
    fc.record({ shift: number(-3, 3), variance: number(1e-6, 1), weight: number(1e-3, 1e3) }),
    { maxLength: 20 },
  );
  const drifts = fc.record({
    logRatio: number(-1, 1),
    spread: number(0, 0.5),
    error: number(0, 0.5),
    isKnown: fc.boolean(),
  });
  fc.assert(
    fc.property(estimates, drifts, fc.constantFrom(0.02, 0.01), (figures, drift, rate) => {
      simultaneousIntervals(figures, drift, rate).forEach(({ low, high, p }, i) => {
        expect(low > 0 || high < 0).toBe(p < rate);
        const { shift } = figures[i] as Estimate;
        expect(low <= shift && shift <= high).toBe(true);
      });
    }),
    { numRuns: 300 },
  );
});

test('of figures that did not change, a family has a false alarm in at most 2 of 100 runs', () => {
  const random = seeded(17);
  const runs = 3_000;
  let alarms = 0;
  for (let run = 0; run < runs; run++) {
    const figures = Array.from({ length: 30 }, (_, i) => estimate(0.1 * normal(random), 0.01, 1 / (i + 1)));
    if (simultaneousIntervals(figures, quiet, 0.02).some(({ low, high }) => low > 0 || high < 0)) alarms++;
  }
  // The inequality is nearly sharp where figures have nothing to do with each other: 3 standard deviations above 2 %.
  expect(alarms / runs).toBeLessThan(0.02 + 3 * Math.sqrt(0.02 / runs));
  expect(alarms / runs).toBeGreaterThan(0.01);
});
