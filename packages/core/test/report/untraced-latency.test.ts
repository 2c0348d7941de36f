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
    traces: { traced: traced.length, cut: 0, bins } as unknown as RouteTraces,
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

test('is that of all where many traces were cut, which are in no bin', () => {
  const route = routeOf(repeated(4_000, 200), repeated(16_000, 50));
  const traces = { ...route.traces, cut: 30 };
  expect(untracedLatency({ ...route, traces })).toBe(route.latency);
});

// 8.2 ms and its bin of latencies are on two sides of an edge between bins of traces.
test('leaves traced requests out at the edge of a bin, too', () => {
  const untraced = untracedLatency(routeOf(repeated(7_000, 200), repeated(8_200, 100)));
  expect(latencyCount(untraced)).toBeCloseTo(200, 6);
  expect(quantileMicros(untraced, 0.95)).toBeCloseTo(7_000, -2);
});

test('has as many as were not traced, and no negative counts', () => {
  const micros = fc.array(fc.integer({ min: 1, max: 1e8 }), { minLength: 50, maxLength: 200 });
  fc.assert(
    fc.property(micros, micros, (others, traced) => {
      const untraced = untracedLatency(routeOf(others, traced));
      expect(Math.min(...untraced.count)).toBeGreaterThanOrEqual(-1e-9);
      expect(latencyCount(untraced)).toBeCloseTo(others.length, 6);
    }),
  );
});
