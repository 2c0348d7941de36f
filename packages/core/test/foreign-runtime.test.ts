import { afterEach, expect, test, vi } from 'vitest';
import { foreignRuntime } from '../src/foreign-runtime.ts';

const { versions } = process;
afterEach(() => {
  Object.defineProperty(process, 'versions', { value: versions });
  vi.restoreAllMocks();
  delete (globalThis as { [key: symbol]: unknown })[Symbol.for('routeprof')];
});

test('this is Node', () => {
  expect(foreignRuntime(versions)).toBeUndefined();
});

test.each([
  ['bun', 'Bun 1.4.5'],
  ['deno', 'Deno 1.4.5'],
])('under %s nothing is hooked or sampled, requests pass, and one warning says so', async (key, name) => {
  Object.defineProperty(process, 'versions', { value: { ...versions, [key]: '1.4.5' } });
  const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
  vi.resetModules();
  const { createProfiler } = await import('../src/index.ts');
  const profiler = createProfiler({ engine: 'async-context' });
  createProfiler();
  expect(profiler.begin({ method: 'GET', url: '/' }).active).toBe(false);
  expect(profiler.owns('/__profile__/')).toBe(false);
  expect(Symbol.for('routeprof') in globalThis).toBe(false);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]?.[0]).toContain(`${name} is not supported: nothing is profiled`);
});
