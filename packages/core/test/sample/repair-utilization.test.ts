import perfHooks, { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { repairUtilization, type UtilizationRepair } from '../../src/sample/repair-utilization.ts';

const original = performance.eventLoopUtilization;
const idleTime = () => Object.getOwnPropertyDescriptor(performance.nodeTiming, 'idleTime');
const originalIdleTime = idleTime();
let repair: UtilizationRepair | undefined;
afterEach(() => repair?.stop());

test('both are replaced while it runs, and restored', () => {
  const owners = [Object.getPrototypeOf(performance), performance, perfHooks].map(
    (owner) => () => Object.getOwnPropertyDescriptor(owner, 'eventLoopUtilization'),
  );
  const before = owners.map((describe) => describe());
  repair = repairUtilization();
  expect(performance.eventLoopUtilization).not.toBe(original);
  expect(performance.eventLoopUtilization.name).toBe(original.name);
  expect(performance.eventLoopUtilization.length).toBe(original.length);
  expect(idleTime()?.get).not.toBe(originalIdleTime?.get);
  repair.stop();
  expect(owners.map((describe) => describe())).toEqual(before);
  expect(performance.eventLoopUtilization).toBe(original);
  expect(idleTime()).toEqual(originalIdleTime);
});

describe('with waiting that libuv has forgotten', () => {
  const missMillis = 10_000_000;

  test('without an argument, with one, and with two, it means what Node’s own means', async () => {
    repair = repairUtilization();
    const first = performance.eventLoopUtilization();
    await setTimeout(20);
    const second = performance.eventLoopUtilization();
    expect(first.utilization).toBeCloseTo(first.active / (first.active + first.idle), 10);
    const between = performance.eventLoopUtilization(second, first);
    expect(between).toEqual(original(second, first));
    expect(between.idle + between.active).toBeGreaterThanOrEqual(19);
    const since = performance.eventLoopUtilization(first);
    const [idle, active] = [since.idle - between.idle, since.active - between.active];
    expect(idle).toBeGreaterThanOrEqual(0);
    expect(active).toBeGreaterThanOrEqual(0);
    expect(since.utilization).toBeCloseTo(since.active / (since.active + since.idle), 10);
    // Idle and active time are all the time there is.
    const now = performance.now() - performance.nodeTiming.loopStart;
    const all = performance.eventLoopUtilization();
    expect(all.idle + all.active).toBeGreaterThanOrEqual(now);
  });

  test('a reference that was taken goes on without a jump when the sampler stops and another one starts', async () => {
    repair = repairUtilization();
    const taken = performance.eventLoopUtilization;
    await setTimeout(20);
    repair.add(missMillis * 1000);
    const readings = [taken()];
    const idle = performance.nodeTiming.idleTime;
    repair.stop();
    readings.push(taken());
    repair = repairUtilization();
    readings.push(performance.eventLoopUtilization());
    expect(performance.eventLoopUtilization).toBe(taken);
    for (const [i, next] of readings.entries()) {
      const before = readings[i - 1];
      if (before === undefined) continue;
      expect(next.idle).toBeGreaterThanOrEqual(before.idle);
      expect(next.active).toBeGreaterThanOrEqual(before.active);
    }
    expect(performance.nodeTiming.idleTime).toBeGreaterThanOrEqual(idle);
  });
});

describe('leaves alone', () => {
  test('what the app itself has replaced, before or after', () => {
    const own = () => ({ idle: 1, active: 2, utilization: 3 });
    performance.eventLoopUtilization = own;
    repair = repairUtilization();
    expect(performance.eventLoopUtilization).toBe(own);
    repair.stop();
    expect(performance.eventLoopUtilization).toBe(own);
    delete (performance as { eventLoopUtilization?: unknown }).eventLoopUtilization;

    repair = repairUtilization();
    const ours = performance.eventLoopUtilization;
    const wrapped = () => ours();
    performance.eventLoopUtilization = wrapped;
    repair.stop();
    expect(performance.eventLoopUtilization).toBe(wrapped);
    expect(wrapped().idle).toBeGreaterThanOrEqual(0);
    delete (performance as { eventLoopUtilization?: unknown }).eventLoopUtilization;
  });

  test('what is frozen', () => {
    const [prototype, { nodeTiming }] = [Object.getPrototypeOf(performance), performance];
    const before = Object.getOwnPropertyDescriptors(prototype);
    const timingBefore = Object.getOwnPropertyDescriptors(nodeTiming);
    const defineProperty = Reflect.defineProperty;
    // Imitates a frozen object, because really freezing them would affect other tests.
    Reflect.defineProperty = () => false;
    try {
      repair = repairUtilization();
      repair.stop();
    } finally {
      Reflect.defineProperty = defineProperty;
    }
    expect(Object.getOwnPropertyDescriptors(prototype)).toEqual(before);
    expect(Object.getOwnPropertyDescriptors(nodeTiming)).toEqual(timingBefore);
  });
});
