import { spawnSync } from 'node:child_process';
import FakeTimers from '@sinonjs/fake-timers';
import { afterEach, expect, test, vi } from 'vitest';

type Core = typeof import('../src/index.ts');
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function freshCore(): Promise<Core> {
  vi.resetModules();
  return await import('../src/index.ts');
}

/** Changes to a process that test suites and polyfills make. */
const changes: Readonly<Record<string, () => void>> = {
  '@sinonjs/fake-timers, with all that it can fake': () => {
    const clock = FakeTimers.install({ ignoreMissingTimers: true });
    undo.push(() => clock.uninstall());
  },
  'the fake timers of Vitest': () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'setInterval', 'setImmediate', 'performance', 'Date', 'hrtime'],
    });
    undo.push(() => vi.useRealTimers());
  },
  'timers that give numbers, as in a browser': () => {
    for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
      const original = globalThis[name];
      globalThis[name] = (() => 7) as never;
      undo.push(() => {
        globalThis[name] = original as never;
      });
    }
  },
};

const ask = {
  method: 'GET',
  url: '/__profile__/?format=json',
  headers: { host: 'localhost' },
  peer: '127.0.0.1',
  raw: undefined,
};

test.each(Object.keys(changes))(
  '%s, installed after the profiler was loaded, change nothing',
  async (name) => {
    const { createProfiler } = await freshCore();
    changes[name]?.();
    const profiler = createProfiler({ discardFirst: false, rate: 1000 });
    undo.push(() => profiler.close());
    const recording = profiler.begin({ method: 'GET', url: '/a' });
    // Real work in real time, which a stopped clock would not show.
    recording.run(() => {
      const end = process.cpuUsage().user + 60_000;
      while (process.cpuUsage().user < end);
    });
    recording.end({ route: '/a', status: 200 });
    const { routes, totals, status } = JSON.parse(String((await profiler.handle(ask))?.body));
    expect(status.failures).toEqual([]);
    expect(routes[0]).toMatchObject({ route: '/a', requests: 1 });
    expect(totals.elapsedMicros).toBeGreaterThan(60_000);
    expect(routes[0].latencyMicros.max).toBeGreaterThan(50_000);
    await profiler.close();
  },
);

test.each(Object.keys(changes))('%s, there before the profiler, make nothing throw or wait', async (name) => {
  vi.resetModules();
  changes[name]?.();
  const { createProfiler } = await import('../src/index.ts');
  const onError = vi.fn();
  const profiler = createProfiler({ discardFirst: false, onError });
  const recording = profiler.begin({ method: 'GET', url: '/a' });
  expect(recording.run(() => 'well')).toBe('well');
  recording.end({ route: '/a', status: 200 });
  await profiler.close();
  expect(onError).not.toHaveBeenCalled();
});

test('the profiler measures and reports if timers were faked before it was loaded, and restored later', () => {
  // In a separate process, because nothing else may load modules while timers are faked.
  const program = `
    const clock = FakeTimers.install({ ignoreMissingTimers: true });
    const { createProfiler } = await import(core);
    clock.uninstall();
    const profiler = createProfiler({ discardFirst: false });
    const recording = profiler.begin({ method: 'GET', url: '/a' });
    const end = process.cpuUsage().user + 20_000;
    while (process.cpuUsage().user < end);
    recording.end({ route: '/a', status: 200 });
    const { body } = await profiler.handle(${JSON.stringify(ask)});
    await profiler.close();
    console.log(String(body));`;
  const { href } = new URL('../src/index.ts', import.meta.url);
  const lines = [
    `import FakeTimers from ${JSON.stringify(import.meta.resolve('@sinonjs/fake-timers'))};`,
    `const core = ${JSON.stringify(href)};`,
    program,
  ];
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', lines.join('\n')], {
    encoding: 'utf8',
    timeout: 150_000,
  });
  expect(stderr).not.toContain('Error');
  const { routes, totals } = JSON.parse(stdout);
  expect(routes[0]).toMatchObject({ route: '/a', requests: 1 });
  expect(totals.elapsedMicros).toBeGreaterThan(20_000);
  expect(routes[0].latencyMicros.max).toBeGreaterThan(15_000);
}, 90_000);
