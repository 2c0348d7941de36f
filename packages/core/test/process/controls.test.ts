import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import type { ProfilerOptions } from '../../src/options.ts';
import { parseOptions } from '../../src/parse-options.ts';
import { readOwnPprof } from '../../src/pprof/read-pprof.ts';
import type { SamplerPlace } from '../../src/process/lingering-sampler.ts';
import type { ProcessProfiler } from '../../src/process/process-profiler.ts';
import { startProcessProfiler } from '../../src/process/start-process-profiler.ts';
import type { Window } from '../../src/profile/window.ts';
import { requestsOf } from '../../src/profile/window-summary.ts';
import type { EngineName } from '../../src/sample/source.ts';
import { everything } from '../../src/store/choice.ts';
import { memoryStore } from '../../src/store/memory/memory-store.ts';
import type { Store } from '../../src/store-contract.ts';
import { burnCpu } from '../fixtures/burn-cpu.ts';
import { type InjectedTimers, injectedTimers } from '../fixtures/injected-timers.ts';

const engines: EngineName[] = ['async-context', 'inspector'];
const place: SamplerPlace = { lingering: undefined };
const failures: Error[] = [];
let timers: InjectedTimers = injectedTimers();
afterEach(() => {
  timers.fire();
  expect(failures.splice(0)).toEqual([]);
});

function start(options: ProfilerOptions<never>): ProcessProfiler {
  timers = injectedTimers();
  const { engine } = parseOptions<never>({ rate: 1000, discardFirst: false, traceBudget: 0, ...options });
  const profiler = startProcessProfiler(engine, (error) => failures.push(error), place, timers);
  onTestFinished(() => profiler.stop());
  return profiler;
}

function request(profiler: ProcessProfiler, millis = 20): void {
  if (profiler.paused()) return;
  const recording = profiler.recorder.begin({ method: 'GET', url: '/a' });
  recording.run(() => burnCpu(millis));
  recording.end({ route: '/a', status: 200 });
}

async function windowsIn(store: Store): Promise<Window[]> {
  const { names } = await store.list('shop');
  const windows: Window[] = [];
  for (const name of names.toSorted()) {
    const bytes = await store.read('shop', name);
    if (bytes !== undefined) windows.push((await readOwnPprof(bytes)).window);
  }
  return windows;
}

describe.each(engines)('engine %s', (engine) => {
  test('each window has one rate, and says it', async () => {
    const store = memoryStore();
    const profiler = start({ engine, store, service: 'shop' });
    request(profiler);
    await profiler.setRate('50');
    expect(profiler.status().rate).toBe(50);
    request(profiler, 200);
    await profiler.setRate('');
    expect(profiler.status().rate).toBe(1000);
    request(profiler);
    await profiler.stop();
    const windows = await windowsIn(store);
    expect(windows.map(({ sources }) => sources.map(({ rate }) => rate))).toEqual([[1000], [50], [1000]]);
    expect(windows.map(({ routes }) => requestsOf(routes))).toEqual([1, 1, 1]);
    const [first, second, third] = windows.map(({ ledger }) => ledger?.heeds?.rate ?? 0);
    expect(first, 'the window that the change ends says it').toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first as number);
    expect(third).toBe(second);
  });

  test('the rate can be changed with a budget for overhead, too', async () => {
    const profiler = start({ engine, maxOverhead: 0.001 });
    request(profiler);
    await profiler.setRate('5000');
    request(profiler);
    expect(profiler.status()).toMatchObject({ rate: 5000, failures: [] });
    const { window } = await profiler.read(everything);
    expect(new Set(window.sources.map(({ rate }) => rate))).toEqual(new Set([1000, 5000]));
  });
});

test('a pause and a rate hold in a folder for processes that start later', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'routeprof-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const first = start({ dir, service: 'shop' });
  request(first);
  await first.setPaused(true);
  await first.setRate('250');
  await first.stop();
  const second = start({ dir, service: 'shop' });
  await expect.poll(() => second.paused()).toBe(true);
  expect(second.status().rate).toBe(250);
  request(second);
  const { history } = await second.read(everything);
  expect(history.summaries.reduce((sum, { requests }) => sum + requests, 0)).toBe(1);
  expect(history.decisions).toMatchObject([
    { kind: 'pause', value: 'on' },
    { kind: 'rate', value: '250' },
  ]);
});

test('a paused process says in its last window that it has followed, also what is decided later', async () => {
  const store = memoryStore();
  const profiler = start({ store, service: 'shop' });
  request(profiler);
  await profiler.setPaused(true);
  await profiler.setRate('250');
  const windows = await windowsIn(store);
  expect(windows.map(({ routes }) => requestsOf(routes))).toEqual([1, 0]);
  const [paused, after] = windows.map(({ ledger }) => ledger);
  expect(paused).toMatchObject({ from: 0, to: 1, isLast: true, isPaused: true });
  expect(Object.keys(paused?.heeds ?? {})).toEqual(['pause']);
  expect(after).toMatchObject({ from: 1, to: 1, isLast: true, isPaused: true });
  expect(after?.heeds).toMatchObject({ pause: paused?.heeds?.pause, rate: expect.any(Number) });
});

test('without a store, a pause, a rate and a clear are those of this process', async () => {
  const profiler = start({});
  request(profiler);
  await profiler.setPaused(false);
  expect((await profiler.read(everything)).history.decisions).toEqual([]);
  await profiler.setPaused(true);
  request(profiler);
  await profiler.setRate('99');
  expect(profiler.status()).toMatchObject({ paused: true, rate: 99 });
  await profiler.clear();
  const { history } = await profiler.read(everything);
  expect(history.summaries.map(({ requests }) => requests)).toEqual([0]);
  expect(history.decisions).toMatchObject([
    { kind: 'pause', value: 'on', followed: 1, processes: 1 },
    { kind: 'rate', value: '99', followed: 1, processes: 1 },
    { kind: 'clear', followed: 1, processes: 1 },
  ]);
  await profiler.setPaused(false);
  request(profiler);
  expect((await profiler.read(everything)).window.routes.map(({ requests }) => requests)).toEqual([1]);
});
