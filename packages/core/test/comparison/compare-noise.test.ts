import { expect, test } from 'vitest';
import { compareWindows } from '../../src/comparison/compare.ts';
import type { Comparison } from '../../src/presentation/model/comparison.ts';
import { normal, type SimulatedFunction, seeded, simulateRun } from './simulate.ts';

const tries = 200;
const hot = 'priceQuote';

/**
 * Six routes with eight functions each, as unequal as in real apps. The hot one is seen by 9,000 samples: it takes
 * about so many to tell 15 % from noise 19 times of 20.
 */
function app(slower = 1): SimulatedFunction[] {
  const random = seeded(7);
  const others = Array.from({ length: 48 }, (_, i) => ({
    name: `f${i}`,
    route: `/${i % 6}`,
    cpuMicros: 1_100 / (1 + (i % 16)),
    sensitivity: random(),
  }));
  return [{ name: hot, route: '/0', cpuMicros: 9_000 * slower, sensitivity: 0.2 }, ...others];
}

/** Compares pairs of runs on a machine whose speed differs in each run. */
function comparePairs(slower: number, driftDeviation: number, seed: number): Comparison[] {
  const random = seeded(seed);
  const run = (functions: readonly SimulatedFunction[]) =>
    simulateRun(functions, { random, drift: driftDeviation * normal(random) });
  return Array.from({ length: tries }, () =>
    compareWindows({ window: run(app()) }, { window: run(app(slower)) }),
  );
}

// Of one run; two runs then differ by 1.4 times as much. From 10 % on, alarms are more than 1 in 20.
test.each([0, 0.03, 0.06])('the same build is not called slower in 19 of 20, drift %s', (drift) => {
  const alarms = comparePairs(1, drift, 1).filter(({ verdict }) => verdict === 'slower');
  expect(alarms.length).toBeLessThanOrEqual(tries / 20);
});

test.each([0, 0.03])(
  'a function that is slower by 15 percent is named in 19 of 20, and no other, drift %s',
  (drift) => {
    const pairs = comparePairs(1.15, drift, 2);
    const slower = pairs.map(({ functions }) =>
      functions.filter(({ verdict }) => verdict === 'slower').map(({ name }) => name),
    );
    expect(slower.filter((names) => names.includes(hot)).length).toBeGreaterThanOrEqual((tries * 19) / 20);
    expect(slower.filter((names) => names.some((name) => name !== hot)).length).toBeLessThanOrEqual(
      tries / 20,
    );
  },
);

test('a machine that is 40 % slower is not a regression of each function, but of all requests', () => {
  const random = seeded(3);
  const alike = app().map((one) => ({ ...one, sensitivity: 1 }));
  const base = simulateRun(alike, { random, drift: 0 });
  const head = simulateRun(alike, { random, drift: Math.log(1.4) });
  const { functions, overall, drift } = compareWindows({ window: base }, { window: head });
  expect(functions.filter(({ verdict }) => verdict === 'slower')).toEqual([]);
  expect(overall.cpuPerRequestMicros.verdict).toBe('slower');
  expect(drift.cpu.change).toBeGreaterThan(0.3);
});
