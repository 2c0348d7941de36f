import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { afterEach, describe, expect, test } from 'vitest';
import { leaveSampler, type SamplerPlace, takeSampler } from '../../src/process/lingering-sampler.ts';
import type { Sampler } from '../../src/sample/sampler-interface.ts';
import { createScope } from '../../src/sample/scope.ts';
import { type EngineName, nowMicros, type SampleBatch } from '../../src/sample/source.ts';
import { burnCpu } from '../fixtures/burn-cpu.ts';
import { type InjectedTimers, injectedTimers } from '../fixtures/injected-timers.ts';

const engines: EngineName[] = ['async-context', 'inspector'];
const running = new Set<Sampler>();
const nodesOwn = performance.eventLoopUtilization;
afterEach(() => {
  for (const sampler of running) sampler.stop();
  running.clear();
});

interface User {
  readonly sampler: Sampler;
  readonly batches: SampleBatch[];
}

function take(place: SamplerPlace, engine: EngineName | 'auto', rate = 1000): User {
  const batches: SampleBatch[] = [];
  const sampler = takeSampler(place, {
    engine,
    rate,
    onBatch: (batch) => batches.push(batch),
    onFailure: (error) => {
      throw error;
    },
  });
  running.add(sampler);
  return { sampler, batches };
}

function left(place: SamplerPlace, engine: EngineName | 'auto', timers: InjectedTimers): User {
  const user = take(place, engine);
  leaveSampler(place, user.sampler, timers.after);
  return user;
}

const newPlace = (): SamplerPlace => ({ lingering: undefined });

function scopesOf(batches: readonly SampleBatch[]): Set<unknown> {
  return new Set(
    batches.flatMap(({ scope, exact }) => [...scope, ...(exact ?? []).map((each) => each.scope)]),
  );
}

describe.each(engines)('engine %s', (engine) => {
  test('samples while it lingers are dropped', () => {
    const timers = injectedTimers();
    const { sampler, batches } = left(newPlace(), engine, timers);
    burnCpu(30);
    sampler.drain();
    expect(sampler.isRunning()).toBe(true);
    expect(batches).toEqual([]);
    expect(timers.waiting()).toEqual([1000]);
  });

  test('the next profiler takes it over: its samples begin there, and it ignores scopes of the last one', async () => {
    const [place, timers] = [newPlace(), injectedTimers()];
    const first = take(place, engine);
    const [stale, fresh] = [createScope(1), createScope(2)];
    let goOn = (): void => {};
    const wait = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    // A request that is still open when its app closes.
    const request = first.sampler.run(stale, async () => {
      burnCpu(30);
      await wait;
      burnCpu(30);
      await null;
      burnCpu(30);
    });
    first.sampler.drain();
    expect(scopesOf(first.batches)).toContain(stale);
    const before = first.batches.length;
    first.sampler.run(stale, () => {
      burnCpu(30);
      leaveSampler(place, first.sampler, timers.after);
      burnCpu(30);
      // A drain has begun, and the samples after it are not drained.
      first.sampler.drainIfLate(Number.POSITIVE_INFINITY);
      burnCpu(30);
    });
    const takenMicros = nowMicros();
    const next = take(place, engine);
    expect(next.sampler).toBe(first.sampler);
    expect(timers.waiting()).toEqual([]);
    goOn();
    await request;
    for (let i = 0; i < 2; i++) {
      next.sampler.run(fresh, () => burnCpu(30));
      next.sampler.drain();
    }
    expect(first.batches).toHaveLength(before);
    expect(next.batches).toHaveLength(2);
    expect(next.batches[0]?.fromMicros).toBeGreaterThanOrEqual(takenMicros);
    // The clock of samples is converted, and not exact.
    const times = next.batches.flatMap(({ timeMicros }) => [...timeMicros]);
    expect(Math.min(...times)).toBeGreaterThan(takenMicros - 1_000);
    expect(scopesOf(next.batches)).toContain(fresh);
    expect(scopesOf(next.batches)).not.toContain(stale);
    expect(next.sampler.holds().count).toBe(2 * 3);
  });

  test('it is stopped after its time, and everything is as before', () => {
    const [place, timers] = [newPlace(), injectedTimers()];
    const exits = process.listenerCount('exit');
    const { sampler } = left(place, engine, timers);
    expect(process.listenerCount('exit')).toBe(exits + 1);
    // The sampler's signals go on, so the app's clock needs its repair.
    expect(performance.eventLoopUtilization).not.toBe(nodesOwn);
    timers.fire();
    expect(sampler.isRunning()).toBe(false);
    expect(performance.eventLoopUtilization).toBe(nodesOwn);
    expect(process.listenerCount('exit')).toBe(exits);
    const later = take(place, engine);
    expect(later.sampler).not.toBe(sampler);
  });

  test('another rate stops it at once', () => {
    const [place, timers] = [newPlace(), injectedTimers()];
    const { sampler } = left(place, engine, timers);
    const next = take(place, engine, 500);
    expect(sampler.isRunning()).toBe(false);
    expect(next.sampler.rate).toBe(500);
    expect(timers.waiting()).toEqual([]);
  });

  test('a start in another copy, with its own globals, stops it at once', () => {
    const [place, timers] = [newPlace(), injectedTimers()];
    const { sampler } = left(place, engine, timers);
    const next = take(newPlace(), engine);
    expect(sampler.isRunning()).toBe(false);
    expect(timers.waiting()).toEqual([]);
    expect(next.sampler.engine).toBe(engine);
  });

  test('the app’s event-loop utilization goes on through closing and starting', () => {
    const [place, timers] = [newPlace(), injectedTimers()];
    const first = take(place, engine);
    const readings = [performance.eventLoopUtilization()];
    leaveSampler(place, first.sampler, timers.after);
    readings.push(performance.eventLoopUtilization());
    take(place, engine);
    readings.push(performance.eventLoopUtilization());
    for (const [i, { idle }] of readings.entries()) {
      expect(idle).toBeGreaterThanOrEqual(readings[i - 1]?.idle ?? 0);
    }
  });
});

test('after it is taken over, a start elsewhere does not stop it', () => {
  const [place, timers] = [newPlace(), injectedTimers()];
  left(place, 'inspector', timers);
  const next = take(place, 'inspector');
  take(newPlace(), 'inspector');
  expect(next.sampler.isRunning()).toBe(true);
});

describe('which engine is taken over', () => {
  test.each<[left: EngineName | 'auto', wanted: EngineName | 'auto', isTaken: boolean]>([
    ['auto', 'auto', true],
    ['auto', 'async-context', true],
    ['async-context', 'auto', true],
    ['auto', 'inspector', false],
    ['inspector', 'async-context', false],
    ['inspector', 'auto', false],
    ['inspector', 'inspector', true],
  ])('%s lingers, %s is wanted: %s', (lingers, wanted, isTaken) => {
    const [place, timers] = [newPlace(), injectedTimers()];
    const { sampler } = left(place, lingers, timers);
    const next = take(place, wanted);
    expect(next.sampler === sampler).toBe(isTaken);
    expect(sampler.isRunning()).toBe(isTaken);
    expect(next.sampler.engine).toBe(wanted === 'auto' ? 'async-context' : wanted);
  });

  test('an engine that auto fell back to can be taken over by auto', () => {
    const { time } = createRequire(import.meta.url)('@datadog/pprof');
    const [place, timers] = [newPlace(), injectedTimers()];
    time.start({ intervalMicros: 10_000, durationMillis: 1000 });
    try {
      const { sampler } = left(place, 'auto', timers);
      expect(sampler.engine).toBe('inspector');
      expect(take(place, 'auto').sampler).toBe(sampler);
    } finally {
      time.stop(false);
    }
  });

  test('one that has stopped meanwhile is replaced', () => {
    const [place, timers] = [newPlace(), injectedTimers()];
    const { sampler } = left(place, 'inspector', timers);
    sampler.stop();
    const next = take(place, 'inspector');
    expect(next.sampler).not.toBe(sampler);
    expect(next.sampler.isRunning()).toBe(true);
  });
});
