import { expect, test } from 'vitest';
import { commonDrift, holm, testAll, twoSided, weightedQuantile } from '../../src/report/significance.ts';

test('the tails of the normal distribution, as in tables', () => {
  expect(twoSided(0)).toBeCloseTo(1, 6);
  expect(twoSided(1.959_964) / 0.05).toBeCloseTo(1, 5);
  expect(twoSided(-2.575_829) / 0.01).toBeCloseTo(1, 5);
  expect(twoSided(5) / 5.733_031e-7).toBeCloseTo(1, 5);
});

test('Holm’s correction, by the numbers of his procedure', () => {
  // 4 × 0.005, 3 × 0.01, 2 × 0.03 and 1 × 0.04, which may not be less than the one before.
  const adjusted = holm([0.01, 0.04, 0.03, 0.005], [1, 1, 1, 1]);
  [0.03, 0.06, 0.06, 0.02].forEach((p, i) => {
    expect(adjusted[i]).toBeCloseTo(p, 12);
  });
  // With three quarters of the weight a figure is corrected by 4/3 only.
  expect(holm([0.01, 0.5], [3, 1])[0]).toBeCloseTo(0.04 / 3, 12);
  expect(holm([], [])).toEqual([]);
});

test('quantiles by weight', () => {
  expect(weightedQuantile([3, 1, 2], [1, 1, 1], 0.5)).toBe(2);
  expect(weightedQuantile([3, 1, 2], [5, 1, 1], 0.5)).toBe(3);
  expect(weightedQuantile([3, 1, 2], [1, 1, 1], 0)).toBe(1);
});

const noise = { leastSpread: 0.02, usualDrift: 0.1 };
const alike = (logRatio: number, count: number) =>
  Array.from({ length: count }, () => ({ logRatio, variance: 0.000_4, weight: 1 }));

test('what all have in common is the drift, whatever some of them do', () => {
  const estimates = [...alike(0.2, 20), ...alike(0.9, 4)];
  expect(commonDrift(estimates, noise)).toMatchObject({ logRatio: 0.2, isKnown: true });
  const tests = testAll(estimates, commonDrift(estimates, noise));
  expect(tests[0]?.p).toBe(1);
  expect(tests.at(-1)?.p).toBeLessThan(1e-6);
});

test('too few figures tell no drift, and then a usual one is allowed for', () => {
  const drift = commonDrift(alike(0.2, 4), noise);
  expect(drift).toMatchObject({ logRatio: 0, isKnown: false });
  expect(drift.spread).toBeGreaterThan(0.1);
});

test('a drift excuses only what lies between it and nothing', () => {
  const drift = { logRatio: 0.2, spread: 0.02, error: 0, isKnown: true };
  const p = (logRatio: number) => testAll([{ logRatio, variance: 0, weight: 1 }], drift)[0]?.p ?? Number.NaN;
  expect([p(0), p(0.1), p(0.2)]).toEqual([p(0), p(0), p(0)]);
  expect(p(0)).toBeCloseTo(1, 6);
  expect(p(0.3)).toBeLessThan(1e-5);
  expect(p(-0.1)).toBeLessThan(1e-5);
});
