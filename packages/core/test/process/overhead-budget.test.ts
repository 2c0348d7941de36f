import { describe, expect, test } from 'vitest';
import { createOverheadBudget } from '../../src/process/overhead-budget.ts';
import type { OverheadShares } from '../../src/process/overhead-shares.ts';
import { RequestLog } from '../../src/record/request-log.ts';

const costs = {
  requestMicros: () => 2,
  followedMicros: 4,
  sampleMicros: () => 20,
  hookMicros: 1,
  lookMicros: 5,
  slowdown: 0.005,
};

interface Second {
  readonly requests?: number;
  readonly cpuMicros?: number;
  readonly hooks?: number;
  readonly looks?: number;
  readonly pieceMicros?: number;
  readonly traceMicros?: number;
}

/** A process with such seconds, of which samples are taken 99 times each, unless it says otherwise. */
function setUp(maxOverhead: number, rate: () => number = () => 99) {
  const sums = { now: 0, cpu: 0, pieces: 0, traces: 0, hooks: 0, looks: 0 };
  const decided: OverheadShares[] = [];
  let isSampling = true;
  const budget = createOverheadBudget({
    ...{ maxOverhead, costs: () => costs, rate },
    clocks: {
      nowMicros: () => sums.now,
      cpuMicros: () => sums.cpu,
      pieceMicros: () => sums.pieces,
      traceMicros: () => sums.traces,
      hookCalls: () => sums.hooks,
      looks: () => sums.looks,
    },
    isSampling: () => isSampling,
    onShares: (shares) => decided.push(shares),
  });
  const log = new RequestLog(10_000);
  const pass = (seconds: number, second: Second): OverheadShares | undefined => {
    for (let i = 0; i < seconds; i++) {
      sums.now += 1e6;
      sums.cpu += second.cpuMicros ?? 0;
      sums.pieces += second.pieceMicros ?? 0;
      sums.traces += second.traceMicros ?? 0;
      sums.hooks += second.hooks ?? 0;
      sums.looks += second.looks ?? 0;
      log.length = 0;
      for (let n = 0; n < (second.requests ?? 0); n++) log.add(0, 200, false, 1);
      budget.addRequests(log);
      budget.adapt();
    }
    return decided.at(-1);
  };
  return {
    ...{ budget, pass, decided },
    setSampling: (value: boolean) => {
      isSampling = value;
      budget.adapt();
    },
  };
}

describe('the budget', () => {
  test('decides nothing in the first ten seconds', () => {
    const { pass } = setUp(0.03);
    expect(pass(9, { requests: 9_000, cpuMicros: 500_000 })).toBeUndefined();
    expect(pass(1, { requests: 9_000, cpuMicros: 500_000 })).toBeDefined();
  });

  test('leaves an app alone that does little: it is a share of a whole core then', () => {
    expect(setUp(0.03).pass(20, { requests: 1, cpuMicros: 3_000 })).toMatchObject({ limit: '' });
  });

  test('follows as many requests as leave the whole within it', () => {
    const { pass, budget } = setUp(0.03);
    // 30,000 µs are allowed: 8,000 to count 4,000 requests, 6,980 for samples; 15,020 of 16,000 are left to follow.
    const { followed, sampled, limit } = pass(30, { requests: 4_000, cpuMicros: 1e6 }) as OverheadShares;
    expect(followed).toBeCloseTo(15_020 / 16_000, 3);
    expect([sampled, limit]).toEqual([1, 'following']);
    // All of them are in the log.
    expect(budget.share()).toBeCloseTo(0.03098, 4);
  });

  test('takes samples for a part of the time where hooks take more', () => {
    const { pass } = setUp(0.03);
    const { followed, sampled, limit } = pass(30, { hooks: 300_000, cpuMicros: 1e6 }) as OverheadShares;
    expect([followed, limit]).toEqual([1, 'sampling']);
    expect(sampled).toBeCloseTo(30_000 / 306_980, 3);
  });

  test('goes by the rate of now', () => {
    let rate = 99;
    const { pass } = setUp(0.03, () => rate);
    expect(pass(30, { cpuMicros: 1e6 })).toMatchObject({ sampled: 1, limit: '' });
    rate = 5_000;
    const { sampled, limit } = pass(1, { cpuMicros: 1e6 }) as OverheadShares;
    expect(sampled).toBeCloseTo(30_000 / 105_000, 3);
    expect(limit).toBe('sampling');
  });

  test('does not forget what samples cost while none are taken', () => {
    const { pass, setSampling } = setUp(0.03);
    const before = pass(30, { hooks: 300_000, cpuMicros: 1e6 }) as OverheadShares;
    setSampling(false);
    const after = pass(30, { cpuMicros: 1e6 }) as OverheadShares;
    expect(after.sampled).toBeCloseTo(before.sampled, 3);
  });

  test('counts the profiler’s other work, and leaves the rest to tracing', () => {
    const { pass, budget } = setUp(0.03);
    const { limit } = pass(30, {
      cpuMicros: 1e6,
      pieceMicros: 20_000,
      traceMicros: 15_000,
    }) as OverheadShares;
    expect(limit).toBe('sampling');
    // The other work and samples take 26,980 of 30,000.
    expect(budget.traceMicros()).toBeCloseTo(3_020, -1);
  });

  test('leaves half to tracing where there is room, and a tenth where there is none', () => {
    const { pass, budget } = setUp(0.03);
    expect(budget.traceMicros()).toBe(15_000);
    pass(30, { requests: 1_000, cpuMicros: 1e6 });
    expect(budget.traceMicros()).toBe(15_000);
    // 15,020 of 30,000 are left for requests that could take 20,000.
    pass(30, { requests: 5_000, cpuMicros: 1e6, traceMicros: 3_000 });
    expect(budget.traceMicros()).toBe(3_000);
  });

  test('lets looks at the loop take a tenth of it, and counts them', () => {
    const { pass, budget } = setUp(0.03);
    const { limit } = pass(30, { cpuMicros: 2e6, looks: 9_000 }) as OverheadShares;
    expect(budget.mostTurns()).toBeCloseTo(60_000 / 10 / 5, 0);
    expect(limit).toBe('');
    expect(budget.share()).toBeCloseTo((9_000 * 5 + 99 * 20 + 2e6 * 0.005) / 2e6, 3);
  });

  test('says where counting requests takes more than all of it', () => {
    const { pass } = setUp(0.01);
    expect(pass(30, { requests: 9_000, cpuMicros: 1e6 })).toMatchObject({ limit: 'counting', sampled: 0.01 });
  });
});
