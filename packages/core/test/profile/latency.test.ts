import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  LatencyBuilder,
  latencyCount,
  mergeLatencies,
  quantileMicros,
  spreadOfMean,
} from '../../src/profile/latency.ts';
import { binOf } from '../../src/profile/latency-bins.ts';

function sketch(values: readonly number[]) {
  const builder = new LatencyBuilder();
  for (const value of values) builder.add(value);
  return builder.finish();
}

test('every quantile is within 1 % of a recorded value', () => {
  const latencies = fc.array(fc.integer({ min: 1, max: 3_600_000_000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(latencies, fc.constantFrom(0, 0.5, 0.95, 0.99, 1), (values, q) => {
      const truth = [...values].sort((a, b) => a - b)[Math.floor(q * (values.length - 1))] as number;
      expect(Math.abs(quantileMicros(sketch(values), q) / truth - 1)).toBeLessThanOrEqual(0.0101);
    }),
  );
});

test('a merged sketch is the sketch of all values', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1e8 })),
      fc.array(fc.integer({ min: 1, max: 1e8 })),
      (a, b) => {
        expect(mergeLatencies([sketch(b), sketch([]), sketch(a)])).toEqual(sketch([...a, ...b]));
      },
    ),
  );
});

test('mean and deviation are those of the values, within the accuracy of the bins', () => {
  const latencies = fc.array(fc.integer({ min: 1, max: 1e8 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(latencies, (values) => {
      const spread = spreadOfMean(sketch(values));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.map((value) => value ** 2).reduce((sum, square) => sum + square, 0);
      const deviation = Math.sqrt(Math.max(0, squares / values.length - mean ** 2));
      expect(spread.count).toBe(values.length);
      expect(spread.mean).toBeCloseTo(mean, 6);
      // Each value is off by 1 % of itself at most.
      expect(Math.abs(spread.deviation - deviation)).toBeLessThanOrEqual(
        0.0102 * Math.sqrt(squares / values.length) + 1e-3,
      );
    }),
  );
  expect(spreadOfMean(sketch([]))).toEqual({ count: 0, mean: 0, deviation: 0 });
});

test('few bins and many are counted alike, and NaN is the shortest latency', () => {
  const values = fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(values, (all) => {
      const counts = new Map<number, number>();
      for (const value of all) counts.set(binOf(value), (counts.get(binOf(value)) ?? 0) + 1);
      const sorted = [...counts].sort(([a], [b]) => a - b);
      const { bin, count } = sketch(all);
      expect([...bin]).toEqual(sorted.map(([at]) => at));
      expect([...count]).toEqual(sorted.map(([, n]) => n));
    }),
  );
  expect([...sketch([Number.NaN, -1, 0.2]).bin]).toEqual([0]);
  expect([...sketch([Number.NaN, -1, 0.2]).count]).toEqual([3]);
});

test('an empty sketch has no latency', () => {
  expect(latencyCount(sketch([]))).toBe(0);
  expect(quantileMicros(sketch([]), 0.5)).toBe(0);
  // Thousands of rows may have none: they all have the same sketch.
  expect(mergeLatencies([sketch([]), sketch([])])).toBe(sketch([]));
});

test('beyond the range it is clamped, not lost', () => {
  const { maxMicros, bin } = sketch([0, 0.2, 1e13]);
  expect(maxMicros).toBe(3_600_000_000);
  expect(bin.length).toBe(2);
});

test('few bins and many are kept alike', () => {
  const distinct = (count: number) =>
    Array.from({ length: count }, (_, i) => Math.round(1.0205 ** (i + 200)));
  for (const count of [1, 127, 128, 129, 130, 600]) {
    const values = distinct(count);
    const { bin, count: counts } = sketch([...values, ...values.toReversed()]);
    expect([...bin]).toEqual([...new Set(values.map(binOf))].sort((a, b) => a - b));
    expect(counts.every((n) => n % 2 === 0)).toBe(true);
    expect(latencyCount(sketch(values))).toBe(count);
  }
});

test('the spread of latencies is their standard deviation', () => {
  const builder = new LatencyBuilder();
  for (const micros of [100, 300, 100, 300]) builder.add(micros);
  const { count, mean, deviation } = spreadOfMean(builder.finish());
  expect([count, mean]).toEqual([4, 200]);
  // Within the sketch's accuracy.
  expect(deviation / 100).toBeGreaterThan(0.96);
  expect(deviation / 100).toBeLessThan(1.04);
  expect(spreadOfMean(new LatencyBuilder().finish())).toEqual({ count: 0, mean: 0, deviation: 0 });
});
