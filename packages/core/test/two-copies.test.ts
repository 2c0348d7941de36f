import { afterEach, expect, test, vi } from 'vitest';

type Core = typeof import('../src/index.ts');
const key = Symbol.for('routeprof');
const globals = globalThis as { [key: symbol]: unknown };
const closing: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const profiler of closing.splice(0)) await profiler.close();
  vi.restoreAllMocks();
  delete globals[key];
});

/** What a process has that loads this package twice, as ESM and as CommonJS, or from two folders. */
async function anotherCopy(): Promise<Core> {
  vi.resetModules();
  return await import('../src/index.ts');
}

function started(profiler: ReturnType<Core['createProfiler']>) {
  closing.push(profiler);
  return profiler;
}

const ask = (query: string) => ({
  method: 'GET',
  url: `/__profile__/?format=json${query}`,
  headers: { host: 'localhost' },
  peer: '127.0.0.1',
  raw: undefined,
});

test('copies with the same protocol are one profiler: one sampler, one report', async () => {
  const [first, second] = [await anotherCopy(), await anotherCopy()];
  expect(first.createProfiler).not.toBe(second.createProfiler);
  const one = started(first.createProfiler({ discardFirst: false }));
  const other = started(second.createProfiler());
  one.begin({ method: 'GET', url: '/a' }).end({ route: '/a', status: 200 });
  other.begin({ method: 'GET', url: '/b' }).end({ route: '/b', status: 200 });
  for (const profiler of [one, other]) {
    const { routes, sources } = JSON.parse(String((await profiler.handle(ask('')))?.body));
    expect(routes.map(({ route }: { route: string }) => route).sort()).toEqual(['/a', '/b']);
    expect(sources).toHaveLength(1);
  }
  // One copy must recognise the other's errors: a second recording at once is refused, not a failure.
  const record = { ...ask(''), url: '/__profile__/pprof/profile?seconds=1' };
  const answers = await Promise.all([one.handle(record), other.handle(record)]);
  expect(answers.map((answer) => answer?.status).sort()).toEqual([200, 503]);
});

test('the sampler runs until the last copy has closed', async () => {
  const [first, second] = [await anotherCopy(), await anotherCopy()];
  const one = started(first.createProfiler());
  const other = started(second.createProfiler());
  await one.close();
  expect(other.begin({ method: 'GET', url: '/b' }).active).toBe(true);
  await other.close();
  const later = started((await anotherCopy()).createProfiler({ rate: 17 }));
  expect(JSON.parse(String((await later.handle(ask('')))?.body)).sources[0].rate).toBe(17);
});

test('a copy of another protocol lets requests pass, and says once which two copies to align', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  globals[key] = { protocol: 99, version: '9.8.7', file: '/app/node_modules/x/dist/index.cjs' };
  const { createProfiler } = await anotherCopy();
  const profiler = started(createProfiler());
  started(createProfiler({ rate: 50 }));
  const recording = profiler.begin({ method: 'GET', url: '/a' });
  expect(recording.active).toBe(false);
  expect(recording.run(() => 'well')).toBe('well');
  expect(profiler.owns('/__profile__/')).toBe(false);
  expect(await profiler.handle(ask(''))).toBeUndefined();
  expect(warn).toHaveBeenCalledTimes(1);
  const [message] = warn.mock.calls[0] as [string];
  expect(message).toContain('9.8.7 (/app/node_modules/x/dist/index.cjs)');
  expect(message).toMatch(/ and 0\.0\.0 \(.*[\\/]process[\\/]shared\.ts\)/);
  expect(message).toContain('npm ls @routeprof/core');
});

test('a foreign value under the global name is left alone', async () => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  for (const other of [null, 5, {}, 'x']) {
    globals[key] = other;
    const { createProfiler } = await anotherCopy();
    expect(started(createProfiler()).begin({ method: 'GET', url: '/' }).active).toBe(false);
    expect(globals[key]).toBe(other);
  }
});
