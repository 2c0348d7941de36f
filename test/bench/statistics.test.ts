import { describe, expect, test } from 'vitest';
import { createRandom, type Random, shuffle } from '../../apps/shop/src/random.ts';
import { estimate, median, quantile } from '../../bench/src/statistics.ts';

describe('chance', () => {
  test('the same seed gives the same numbers, another seed others, all from 0 to 1', () => {
    const drawn = (seed: number): number[] => Array.from({ length: 1_000 }, createRandom(seed));
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
    expect(drawn(7).every((value) => value >= 0 && value < 1)).toBe(true);
    expect(median(drawn(7))).toBeCloseTo(0.5, 1);
  });

  test('shuffling keeps all items, and each item gets to each place about equally often', () => {
    const random = createRandom(3);
    const counts = new Map<string, number>();
    for (let i = 0; i < 3_000; i++) {
      const mixed = shuffle(random, ['a', 'b', 'c']);
      expect([...mixed].sort()).toEqual(['a', 'b', 'c']);
      for (const [place, item] of mixed.entries())
        counts.set(`${item}${place}`, (counts.get(`${item}${place}`) ?? 0) + 1);
    }
    expect(counts.size).toBe(9);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(100);
  });
});

describe('quantiles', () => {
  test('lie between the nearest values', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(quantile([1, 2, 3], 1)).toBe(3);
    expect(median([])).toBeNaN();
  });
});

describe('an estimate', () => {
  test('is the median of all rounds of all starts, within its interval', () => {
    const starts = [
      [1, 2, 3],
      [4, 5],
    ];
    const { median: middle, low, high } = estimate(starts, createRandom(1));
    expect(middle).toBe(3);
    expect(low).toBeGreaterThanOrEqual(1);
    expect(low).toBeLessThan(3);
    expect(high).toBeGreaterThan(3);
    expect(high).toBeLessThanOrEqual(5);
  });

  test('of equal values has no width, and of nothing is not a number', () => {
    expect(estimate([[2, 2], [2]], createRandom(1))).toEqual({ median: 2, low: 2, high: 2 });
    expect(estimate([[], []], createRandom(1))).toEqual({ median: NaN, low: NaN, high: NaN });
  });

  test('is as wide as starts differ, however many rounds they have', () => {
    const starts = [0.9, 0.95, 1, 1.05, 1.1].map((value) => Array<number>(50).fill(value));
    const { low, high } = estimate(starts, createRandom(1));
    expect(low).toBeLessThan(0.96);
    expect(high).toBeGreaterThan(1.04);
  });

  test.for([
    ['processes differ more than rounds', 0.03, 0.01],
    ['rounds differ more than processes', 0.01, 0.05],
    ['only rounds differ', 0, 0.03],
  ] as const)('holds the true ratio in about 95 of 100 runs where %s', ([, ofStarts, ofRounds]) => {
    const random = createRandom(11);
    const runs = 200;
    let held = 0;
    for (let run = 0; run < runs; run++) {
      const starts = Array.from({ length: 6 }, () => {
        const start = normal(random) * ofStarts;
        return Array.from({ length: 4 }, () => Math.exp(start + normal(random) * ofRounds));
      });
      const { low, high } = estimate(starts, random);
      if (low <= 1 && high >= 1) held++;
    }
    expect(held / runs).toBeGreaterThan(0.89);
  });
});

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
