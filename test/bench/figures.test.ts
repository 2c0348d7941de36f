import { describe, expect, test } from 'vitest';
import { isWithin, limitOf } from '../../bench/src/limits.ts';
import { arrivals } from '../../bench/src/load/arrivals.ts';
import { figuresOfCell } from '../../bench/src/measure/figures.ts';
import type { Slice } from '../../bench/src/measure/slice.ts';
import type { Start } from '../../bench/src/measure/start.ts';
import { usedBetween } from '../../bench/src/measure/thread-cpu.ts';

function sliceOf(cpuMicros: number, p99Millis = 1): Slice {
  return {
    requests: 1_000,
    millis: 500,
    p50Millis: 1,
    p99Millis,
    cpuShare: 0.5,
    cpuNanos: cpuMicros * 1_000 * 1_000,
    endedThreads: 0,
    othersShare: 0,
  };
}

/** One slice a round. */
function startOf(rounds: readonly (readonly [plain: number, other: number])[]): Start {
  return {
    cpu: rounds.map(([plain, other]) => roundOf([sliceOf(plain)], [sliceOf(other)])),
    latency: [roundOf([sliceOf(1, 2)], [sliceOf(1, 5)])],
    rate: 100,
    shareBetween: new Map([
      ['plain', 0.001],
      ['other', 0.003],
    ]),
    facts: new Map(),
    mebibytes: new Map([
      ['plain', 80],
      ['other', 90],
    ]),
    recorded: new Map(),
  };
}

function roundOf(plain: readonly Slice[], other: readonly Slice[]): Start['cpu'][number] {
  return new Map([
    ['plain', plain],
    ['other', other],
  ]);
}

describe('figures', () => {
  const rare = startOf([
    [10, 11],
    [20, 22],
    [10, 11],
    [10, 31],
  ]);
  const [plain, other] = figuresOfCell([rare, rare], ['plain', 'other']);

  test('CPU for a request is in microseconds, the ratio to plain a median over rounds', () => {
    expect(plain?.cpuMicros).toBeCloseTo(10);
    expect(other?.cpuMicros).toBeCloseTo(16.5);
    expect(other).toMatchObject({ perSecond: 2_000, mebibytes: 90 });
    expect(plain?.cpuRatio).toEqual({ median: 1, low: 1, high: 1 });
    expect(other?.cpuRatio.median).toBeCloseTo(1.1);
  });

  test('slices of a round are added up before they are compared', () => {
    const cpu = [roundOf([sliceOf(10), sliceOf(30)], [sliceOf(20), sliceOf(30)])];
    const [, summed] = figuresOfCell([{ ...rare, cpu }], ['plain', 'other']);
    expect(summed?.cpuRatio.median).toBeCloseTo(50 / 40);
  });

  test('the ratio of sums has what only few slices have', () => {
    expect(other?.sumRatio).toBeCloseTo(75 / 50);
  });

  test('latency is compared within its own rounds, and absent where it was not measured', () => {
    expect(other?.p99Ratio?.median).toBe(2.5);
    expect(other?.p99Millis).toBe(5);
    const [, without] = figuresOfCell([{ ...rare, latency: [] }], ['plain', 'other']);
    expect([without?.p99Millis, without?.p99Ratio]).toEqual([undefined, undefined]);
  });

  test('CPU between slices is a share of that time', () => {
    expect(other?.shareBetween).toBe(0.003);
  });
});

describe('limits', () => {
  const [floor] = figuresOfCell([startOf([[10, 10.6]])], ['plain', 'other']).slice(1);
  const cell = [{ ...floor, variant: 'sampler' }] as Parameters<typeof limitOf>[4];

  test('are set on Node 24, and on other lines follow the floor that was measured', () => {
    expect(limitOf(24, 'fastify', 'hello', 'middleware', cell)).toBe(1.08);
    expect(limitOf(24, 'express', 'hello', 'register', cell)).toBe(1.05);
    expect(limitOf(24, 'express', 'awaits', 'register', cell)).toBe(1.05);
    expect(limitOf(24, 'http', 'hello', 'middleware', cell)).toBeUndefined();
    expect(limitOf(24, 'http', 'work', 'middleware', cell)).toBe(1.01);
    expect(limitOf(20, 'fastify', 'hello', 'middleware', cell)).toBeCloseTo(1.09);
    expect(limitOf(20, 'fastify', 'hello', 'middleware', [])).toBeUndefined();
    expect(limitOf(24, 'fastify', 'hello', 'als', cell)).toBeUndefined();
  });

  test('are met by the median, and nearly by the upper end of the interval', () => {
    expect(isWithin(1.08, { median: 1.08, low: 1, high: 1.095 })).toBe(true);
    expect(isWithin(1.08, { median: 1.081, low: 1, high: 1.082 })).toBe(false);
    expect(isWithin(1.08, { median: 1.05, low: 1, high: 1.096 })).toBe(false);
  });
});

test('CPU of all threads counts, of new ones from their beginning; ended ones are told', () => {
  const before = new Map([
    [1, 100],
    [2, 50],
    [3, 7],
  ]);
  const after = new Map([
    [1, 150],
    [3, 7],
    [4, 20],
  ]);
  expect(usedBetween(before, after)).toEqual({ nanos: 70, endedThreads: 1 });
});

test('arrivals are at random, ascending, as many as the rate says, and the same for the same seed', () => {
  const times = arrivals(1_000, 10_000, 3);
  expect(arrivals(1_000, 10_000, 3)).toEqual(times);
  expect(arrivals(1_000, 10_000, 4)).not.toEqual(times);
  expect(Math.abs(times.length - 10_000)).toBeLessThan(300);
  expect(times.every((at, i) => at >= (times[i - 1] ?? 0) && at < 10_000)).toBe(true);
  const gaps = times.map((at, i) => at - (times[i - 1] ?? 0));
  // Of a Poisson process, a share of 1 / e is longer than the mean.
  expect(gaps.filter((gap) => gap > 1).length / gaps.length).toBeCloseTo(Math.exp(-1), 1);
});
