import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LatencyBuilder, latencyCount } from '../../src/profile/latency.ts';
import { traceWeights } from '../../src/report/trace-weights.ts';

const latencyOf = (all: readonly number[]) => {
  const builder = new LatencyBuilder();
  for (const micros of all) builder.add(micros);
  return builder.finish();
};
const traced = (totalMicros: number, weightMilli = 1_000) => ({ totalMicros, weightMilli });

test('each trace stands for the requests whose latency is nearest to its own', () => {
  const latency = latencyOf([100, 110, 120, 1_000, 1_100, 90_000]);
  expect(traceWeights([traced(1_000), traced(100), traced(50_000)], latency)).toEqual([2, 3, 1]);
});

test('those with the same latency share them by their own weights', () => {
  const latency = latencyOf([100, 100, 100, 100]);
  expect(traceWeights([traced(100, 3_000), traced(100, 1_000)], latency)).toEqual([3, 1]);
});

test('without known latencies they have their own weights', () => {
  expect(traceWeights([traced(100, 3_000), traced(9)], latencyOf([]))).toEqual([3_000, 1_000]);
});

test('they stand for all requests', () => {
  const micros = fc.integer({ min: 0, max: 1e9 });
  const many = fc.array(micros, { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(many, many, (some, all) => {
      const weights = traceWeights(
        some.map((one) => traced(one)),
        latencyOf(all),
      );
      const sum = weights.reduce((total, weight) => total + weight, 0);
      expect(sum).toBeCloseTo(latencyCount(latencyOf(all)), 6);
    }),
  );
});
