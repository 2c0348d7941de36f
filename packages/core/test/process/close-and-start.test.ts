import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { ParsedOptions, ProfilerOptions } from '../../src/options.ts';
import { parseOptions } from '../../src/parse-options.ts';
import type { SamplerPlace } from '../../src/process/lingering-sampler.ts';
import type { ProcessProfiler } from '../../src/process/process-profiler.ts';
import { startProcessProfiler } from '../../src/process/start-process-profiler.ts';
import { type CallTree, weightOf } from '../../src/profile/call-tree.ts';
import type { EngineName } from '../../src/sample/source.ts';
import { systemMicros } from '../../src/sample/system-clock.ts';
import { createThreadCpuClock } from '../../src/sample/thread-cpu.ts';
import { everything } from '../../src/store/choice.ts';
import { burnCpu } from '../fixtures/burn-cpu.ts';
import { type InjectedTimers, injectedTimers } from '../fixtures/injected-timers.ts';

const engines: EngineName[] = ['async-context', 'inspector'];
const rate = 99;
const place: SamplerPlace = { lingering: undefined };
const folder = mkdtempSync(join(tmpdir(), 'routeprof-test-'));
let timers: InjectedTimers = injectedTimers();
const failures: Error[] = [];
afterEach(() => {
  timers.fire();
  rmSync(folder, { recursive: true, force: true });
  expect(failures.splice(0)).toEqual([]);
});

function start(options: ProfilerOptions<never>): ProcessProfiler {
  timers = injectedTimers();
  const { engine }: ParsedOptions<never> = parseOptions({ rate, discardFirst: false, ...options });
  return startProcessProfiler(engine, (error) => failures.push(error), place, timers);
}

function request(profiler: ProcessProfiler, route: string, work: () => void): void {
  const recording = profiler.recorder.begin({ method: 'GET', url: route });
  recording.run(work);
  recording.end({ route, status: 200 });
}

function sum(values: Iterable<number> = []): number {
  return [...values].reduce((a, b) => a + b, 0);
}

const clock = createThreadCpuClock();
/** What has passed by the machine's clock and by the thread's, in microseconds. */
const clocks = () => ({ now: performance.now() * 1000, cpu: clock.read(), system: systemMicros() });

describe.each(engines)('engine %s', (engine) => {
  test('close writes what was measured at once, and nothing is recorded any more', async () => {
    const profiler = start({ engine, dir: folder });
    request(profiler, '/a', () => burnCpu(20));
    const open = profiler.recorder.begin({ method: 'GET', url: '/open' });
    await profiler.stop();
    const written = readdirSync(folder, { recursive: true }).filter((name) =>
      String(name).endsWith('.pb.gz'),
    );
    expect(written).toHaveLength(1);
    const lingering = place.lingering?.sampler;
    expect(lingering?.isRunning()).toBe(true);
    const { samples } = await profiler.progress();
    // Its app may go on for a while.
    open.run(() => burnCpu(30));
    burnCpu(30);
    lingering?.drain();
    expect((await profiler.progress()).samples).toBe(samples);
    timers.fire();
    expect(lingering?.isRunning()).toBe(false);
  });

  test('what the next profiler measures begins at its start, and adds up', async () => {
    const first = start({ engine });
    request(first, '/first', () => burnCpu(150));
    const open = first.recorder.begin({ method: 'GET', url: '/first' });
    await open.run(async () => {
      await first.stop();
      // In the scope of the first, while nobody is profiled.
      burnCpu(150);
    });
    const lingering = place.lingering?.sampler;
    const before = clocks();
    const next = start({ engine });
    const started = clocks();
    expect(lingering?.isRunning()).toBe(true);
    expect(place.lingering).toBeUndefined();
    // The next profiler's only request does nothing, so any time of its route would belong to another.
    next.recorder.begin({ method: 'GET', url: '/next' }).end({ route: '/next', status: 200 });
    open.run(() => burnCpu(60));
    open.end({ route: '/first', status: 200 });
    const until = clocks();
    // Engine A gives the time since the last sample to the next one, and holds some back for samples to come.
    const heldMicros = engine === 'async-context' ? (10 * 1_000_000) / rate : 0;
    let elapsedMicros = 0;
    for (let tries = 0; tries < 100 && elapsedMicros < until.now - started.now - heldMicros; tries++) {
      const { window } = await next.read(everything);
      const ended = clocks();
      expect(window.routes.map(({ route }) => route)).toEqual(['/next']);
      expect(weightOf(window.routes[0]?.tree as CallTree).wallMicros).toBe(0);
      expect(window.startMicros).toBeGreaterThanOrEqual(before.system);
      expect(window.elapsedMicros).toBeLessThanOrEqual(ended.now - before.now + 10);
      const trees = [
        window.runtime.background,
        window.runtime.profiler,
        ...window.routes.map(({ tree }) => tree),
      ];
      const cpu = sum(trees.map((tree) => weightOf(tree).cpuMicros)) + window.runtime.gcCpuMicros;
      // A tick of the system's own count.
      expect(cpu).toBeLessThanOrEqual(ended.cpu - before.cpu + 10_000);
      ({ elapsedMicros } = window);
      burnCpu(20);
    }
    expect(elapsedMicros).toBeGreaterThanOrEqual(until.now - started.now - heldMicros);
    await next.stop();
  });

  test('a hundred profilers in turn use one sampler', async () => {
    const samplers = new Set<unknown>();
    const exits = process.listenerCount('exit');
    for (let i = 0; i < 100; i++) {
      const profiler = start({ engine });
      request(profiler, '/a', () => {});
      await profiler.stop();
      samplers.add(place.lingering?.sampler);
      expect(timers.waiting()).toHaveLength(1);
    }
    expect(samplers.size).toBe(1);
    expect(process.listenerCount('exit')).toBe(exits + 1);
    timers.fire();
    expect(process.listenerCount('exit')).toBe(exits);
  });
});
