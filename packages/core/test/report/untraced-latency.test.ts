import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LatencyBuilder, latencyCount, quantileMicros } from '../../src/profile/latency.ts';
import type { PartsBin, RouteTraces } from '../../src/profile/route-traces.ts';
import { traceBinOf } from '../../src/profile/trace-bins.ts';
import { untracedLatency } from '../../src/report/untraced-latency.ts';

const routeOf = (others: readonly number[], traced: readonly number[]) => {
  const builder = new LatencyBuilder();
  for (const micros of [...others, ...traced]) builder.add(micros);
  const counts = new Map<number, number>();
  for (const micros of traced) counts.set(traceBinOf(micros), (counts.get(traceBinOf(micros)) ?? 0) + 1);
  const bins = [...counts].map(([bin, count]) => ({ bin, traced: count }) as PartsBin);
  return {
    latency: builder.finish(),
    traces: { traced: traced.length, bins } as unknown as RouteTraces,
  };
};
const repeated = (micros: number, times: number) => new Array<number>(times).fill(micros);

test('is that of the others where tracing has slowed a third', () => {
  const route = routeOf([...repeated(4_000, 190), ...repeated(8_000, 10)], repeated(16_000, 100));
  expect(quantileMicros(route.latency, 0.95)).toBeCloseTo(16_000, -3);
  const untraced = untracedLatency(route);
  expect(latencyCount(untraced)).toBeCloseTo(200, 6);
  expect(quantileMicros(untraced, 0.5)).toBeCloseTo(4_000, -2);
  expect(quantileMicros(untraced, 0.98)).toBeCloseTo(8_000, -3);
});

test('is that of all where too few are left, or none was traced', () => {
  const few = routeOf(repeated(4_000, 40), repeated(8_000, 40));
  expect(untracedLatency(few)).toBe(few.latency);
  const { latency } = routeOf(repeated(4_000, 400), []);
  expect(untracedLatency({ latency })).toBe(latency);
});

test('has no negative counts, and at most those that were not traced, or few more', () => {
  const micros = fc.array(fc.integer({ min: 1, max: 1e8 }), { minLength: 50, maxLength: 200 });
  fc.assert(
    fc.property(micros, micros, (others, traced) => {
      const untraced = untracedLatency(routeOf(others, traced));
      expect(Math.min(...untraced.count)).toBeGreaterThanOrEqual(0);
      expect(latencyCount(untraced)).toBeGreaterThanOrEqual(others.length - 1e-6);
      expect(latencyCount(untraced)).toBeLessThanOrEqual(others.length + traced.length);
    }),
  );
});
