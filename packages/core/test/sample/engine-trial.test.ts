import inspector from 'node:inspector';
import { describe, expect, test, vi } from 'vitest';
import { createEngineTrial } from '../../src/sample/engine-trial.ts';
import { startSampler } from '../../src/sample/sampler.ts';
import { createScope } from '../../src/sample/scope.ts';

const scope = createScope(0);

function setUp({ rate = 99, hasClock = true } = {}) {
  let [now, cpu, closed] = [5_000_000, hasClock ? 700_000 : Number.NaN, 0];
  const trial = createEngineTrial({
    rate,
    nowMicros: () => now,
    cpu: { read: () => cpu, close: () => closed++ },
  });
  const use = (seconds: number) => {
    now += seconds * 1_000_000;
    cpu += seconds * 1_000_000;
  };
  return {
    trial,
    closed: () => closed,
    background: use,
    inScopes: (seconds: number) => trial.time(() => trial.time(() => use(seconds))),
    blocked: (seconds: number) => trial.time(() => (now += seconds * 1_000_000)),
    judge: (...scopes: (typeof scope | undefined)[]) => trial.judge({ scope: scopes }),
  };
}

describe('an engine is stopped', () => {
  test('when there is no sample of anything in two seconds of CPU time', () => {
    const { background, judge, trial, closed } = setUp();
    background(1.9);
    judge();
    background(0.2);
    expect(() => judge()).toThrow(/gave no samples in 2\.1 s of CPU time, where 207 were due/);
    expect(trial.isOver()).toBe(true);
    expect(closed()).toBe(1);
    background(9);
    judge();
  });

  test('by the lowest rate that it had', () => {
    const { background, judge, trial } = setUp({ rate: 1000 });
    trial.setRate(20);
    trial.setRate(10_000);
    background(2.4);
    judge();
    expect(trial.isOver()).toBe(false);
    background(0.2);
    expect(() => judge()).toThrow(/gave no samples in 2\.6 s of CPU time, where 52 were due/);
  });

  test('when samples carry no scopes', () => {
    const { background, inScopes, judge } = setUp();
    background(1.6);
    inScopes(0.5);
    judge(undefined);
    inScopes(0.1);
    expect(() => judge(undefined)).toThrow(
      /no samples that tell whose .* in 2\.2 s of CPU time, where 59 were due/,
    );
  });

  test('by time in scopes, if there is no clock of CPU time', () => {
    const { inScopes, judge } = setUp({ hasClock: false });
    inScopes(1.9);
    judge();
    inScopes(0.2);
    expect(() => judge()).toThrow(/in 2\.1 s/);
  });
});

describe('an engine is left alone', () => {
  test('for good, once a sample has had a scope', () => {
    const { inScopes, judge, trial, closed } = setUp();
    judge(undefined, scope);
    expect(trial.isOver()).toBe(true);
    expect(closed()).toBe(1);
    inScopes(100);
    judge(undefined);
    trial.stop();
    expect(closed()).toBe(1);
  });

  test('at a low rate, until 50 samples were expected', () => {
    const { inScopes, judge } = setUp({ rate: 10 });
    inScopes(4.9);
    judge();
    inScopes(0.2);
    expect(() => judge()).toThrow();
  });

  test('while an app that works in the background answers small requests', () => {
    const { background, inScopes, judge } = setUp();
    for (let i = 0; i < 1000; i++) {
      background(0.1);
      inScopes(0.000_5);
      judge(undefined);
    }
  });

  test('while scopes block or the process is halted: no CPU time, no samples', () => {
    const { blocked, judge } = setUp();
    blocked(100);
    judge();
    judge(undefined);
  });
});

test('a sampler whose engine gives no samples reports that once and stops, and the app goes on', () => {
  const { console } = inspector as unknown as { console: { profile(): void; profileEnd(): void } };
  let seconds = 0;
  const spies = [
    vi.spyOn(console, 'profile').mockImplementation(() => {}),
    vi.spyOn(console, 'profileEnd').mockImplementation(() => {}),
    vi.spyOn(process, 'threadCpuUsage').mockImplementation(() => ({ user: ++seconds * 1e6, system: 0 })),
  ];
  const failures: unknown[] = [];
  const batches: unknown[] = [];
  const sampler = startSampler({
    engine: 'inspector',
    rate: 99,
    onBatch: (batch) => batches.push(batch),
    onFailure: (error) => failures.push(error),
  });
  try {
    for (let i = 0; i < 5; i++) sampler.drain();
    expect(failures.map(String)).toEqual([expect.stringMatching(/^Error: the sampler gave no samples/)]);
    const before = batches.length;
    expect(sampler.run(scope, () => 7)).toBe(7);
    sampler.drain();
    expect(batches).toHaveLength(before);
    expect(failures).toHaveLength(1);
  } finally {
    sampler.stop();
    for (const spy of spies) spy.mockRestore();
  }
});
