import { expect, test } from 'vitest';
import { Bucket, createScope, type Scope } from '../../src/sample/scope.ts';
import { epochMicros } from '../../src/sample/source.ts';
import { LoopSamples } from '../../src/trace/loop-samples.ts';

const [a, b] = [createScope(Bucket.unresolved), createScope(Bucket.unresolved)];

/** Ten milliseconds apart. */
function sampled(samples: readonly (readonly [atMicros: number, scope: Scope | undefined])[]): LoopSamples {
  const known = new LoopSamples(() => 100);
  known.add({
    timeMicros: Float64Array.from(samples, ([at]) => at + epochMicros),
    scope: samples.map(([, scope]) => scope),
    toMicros: epochMicros + 100_000,
  });
  return known;
}

test('a sample stands for the time around it', () => {
  const samples = sampled([
    [20_000, a],
    [30_000, a],
    [40_000, b],
  ]);
  expect(samples.untilMicros).toBeCloseTo(100_000);
  const found = samples.between(22_000, 60_000).map(({ fromMicros, toMicros, scope }) => ({
    ...{ from: Math.round(fromMicros), to: Math.round(toMicros), scope },
  }));
  expect(found).toEqual([
    { from: 22_000, to: 25_000, scope: a },
    { from: 25_000, to: 35_000, scope: a },
    { from: 35_000, to: 50_000, scope: b },
  ]);
});

test('none is near an idle time', () => {
  expect(sampled([[20_000, a]]).between(40_000, 60_000)).toEqual([]);
});

test('only the last are kept', () => {
  const samples = sampled(Array.from({ length: 2_500 }, (_, i) => [i * 1_000, a] as const));
  expect(samples.between(0, 1_000_000)).toEqual([]);
  expect(samples.between(2_400_000, 2_450_000)).not.toEqual([]);
});
