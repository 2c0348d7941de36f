import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, test, vi } from 'vitest';

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

const measure = `
  const profiler = createProfiler({ discardFirst: false, rate: 1000, onError: console.error });
  const recording = profiler.begin({ method: 'GET', url: '/a' });
  const result = recording.run(() => {
    const end = process.cpuUsage().user + 60_000;
    while (process.cpuUsage().user < end);
    return 'well';
  });
  if (result !== 'well') throw new Error('run returned ' + result);
  recording.end({ route: '/a', status: 200 });
  const { body } = await profiler.handle(${JSON.stringify(ask)});
  await profiler.close();`;

/**
 * Fakes all that it can, also `process.nextTick`, which module loading and the messages to Vitest need. So each order has
 * a process of its own.
 */
describe('@sinonjs/fake-timers, with all that it can fake', () => {
  const [install, load] = [
    'const clock = FakeTimers.install({ ignoreMissingTimers: true });',
    'const { createProfiler } = await import(core);',
  ];
  const restore = 'clock.uninstall();';

  test.each([
    ['installed after the profiler was loaded', [load, install, measure, restore]],
    ['there before the profiler, and restored later', [install, load, restore, measure]],
  ])('%s: it measures and reports', (_, steps) => {
    const { routes, totals, status } = JSON.parse(printed(steps));
    expect(status.failures).toEqual([]);
    expect(routes[0]).toMatchObject({ route: '/a', requests: 1 });
    expect(totals.elapsedMicros).toBeGreaterThan(60_000);
    expect(routes[0].latencyMicros.max).toBeGreaterThan(50_000);
  });

  test('there before the profiler, and until it closes: nothing throws or waits', () => {
    const { routes } = JSON.parse(printed([install, load, measure, restore]));
    expect(routes[0]).toMatchObject({ route: '/a', requests: 1 });
  });
});

/** Runs the steps in a process of its own and returns the report that it prints. */
function printed(steps: readonly string[]): string {
  const program = [
    `import FakeTimers from ${JSON.stringify(import.meta.resolve('@sinonjs/fake-timers'))};`,
    `const core = ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};`,
    ...steps,
    'console.log(String(body));',
  ];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', program.join('\n')],
    { encoding: 'utf8', timeout: 150_000 },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}
