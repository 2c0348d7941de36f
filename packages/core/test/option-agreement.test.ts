import { afterEach, describe, expect, test, vi } from 'vitest';
import { createProfiler } from '../src/index.ts';
import type { ProfilerOptions } from '../src/options.ts';
import { memoryStore } from '../src/store/memory/memory-store.ts';

const started: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const profiler of started.splice(0)) await profiler.close();
  vi.unstubAllEnvs();
});

function start(options?: ProfilerOptions) {
  const profiler = createProfiler(options);
  started.push(profiler);
  return profiler;
}

function messageOf(options: ProfilerOptions): string {
  try {
    start(options);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

const ladder = [{ everyMillis: 2000, forMillis: 60_000 }];
const everything = {
  service: 'shop',
  version: '3.1',
  rate: 250,
  engine: 'inspector',
  discardFirst: 'route',
  traceBudget: 0.5,
  maxOverhead: 0.2,
  blockMillis: 80,
  flushInterval: 5000,
  flushAtShutdown: false,
  maxDisk: 2 ** 21,
  retention: ladder,
  push: { pyroscope: 'http://127.0.0.1:9' },
  maxRoutes: 20,
  maxNodes: 500,
  maxMemory: 2 ** 22,
} as const satisfies ProfilerOptions;
const others: Required<
  Omit<ProfilerOptions, 'path' | 'enabled' | 'ignore' | 'route' | 'authorize' | 'token' | 'onError'>
> = {
  service: 'stock',
  version: '3.2',
  rate: 99,
  engine: 'async-context',
  discardFirst: true,
  traceBudget: 0.25,
  maxOverhead: 0.1,
  blockMillis: 90,
  dir: '/nowhere/at/all',
  store: memoryStore(),
  flushInterval: 7000,
  flushAtShutdown: true,
  maxDisk: 2 ** 22,
  retention: [{ everyMillis: 3000, forMillis: 60_000 }],
  push: { otlp: 'http://127.0.0.1:9' },
  maxRoutes: 21,
  maxNodes: 501,
  maxMemory: 2 ** 23,
};

describe('a second profiler', () => {
  test('takes the values of the first for options that it leaves out', () => {
    start(everything);
    start();
    start({ rate: undefined, engine: undefined } as never);
    expect(started).toHaveLength(3);
  });

  test('may give the same values', () => {
    start(everything);
    start({ ...everything, retention: structuredClone(ladder) });
    expect(started).toHaveLength(2);
  });

  test('joins when NODE_ENV, and so a default, has changed in between', () => {
    vi.stubEnv('NODE_ENV', 'test');
    start();
    vi.stubEnv('NODE_ENV', 'production');
    start();
    start({ maxRoutes: 200, rate: 1000, flushInterval: 10_000 });
    expect(started).toHaveLength(3);
    expect(messageOf({ rate: 99 })).toMatch(/runs with rate: 1000, but this one asks for rate: 99\./);
  });

  test.each([
    ['production', {}, 0.03],
    ['production', { traceBudget: 1 }, 1],
    ['test', {}, 1],
  ])('has a limit of its cost in %s with %o: %d', (mode, options, limit) => {
    vi.stubEnv('NODE_ENV', mode);
    start(options);
    expect(messageOf({ maxOverhead: 0.5 })).toContain(`runs with maxOverhead: ${limit},`);
  });

  test('may give the values that the first one has detected', async () => {
    const report = await start().handle({
      method: 'GET',
      url: '/__profile__/?format=json',
      headers: { host: 'localhost' },
      peer: '127.0.0.1',
      raw: undefined,
    });
    const [{ service, version, engine }] = JSON.parse(String(report?.body)).sources;
    start({ service, version, engine });
    start({ engine: 'auto' });
    const wanted = engine === 'inspector' ? 'async-context' : 'inspector';
    expect(messageOf({ engine: wanted })).toContain(
      `runs with engine: "${engine}", but this one asks for engine: "${wanted}".`,
    );
  });

  test.each(Object.keys(others) as (keyof typeof others)[])(
    'with another %s is told both values, and nothing else',
    (name) => {
      start(everything);
      const message = messageOf({ ...everything, [name]: others[name] });
      // It may have secrets.
      const isSecret = name === 'push' || name === 'store';
      const words = (value: unknown) => `${name}: ${isSecret ? '(not shown)' : JSON.stringify(value)}`;
      const before = name === 'dir' || name === 'store' ? `no ${name}` : words(everything[name]);
      expect(message).toContain(`runs with ${before}, but this one asks for ${words(others[name])}.`);
      expect(message).toMatch(/leave these options out to take its values, or give every mount the same/);
      expect(message.length).toBeLessThan(400);
    },
  );

  test('gets an error that lists all differences', () => {
    start(everything);
    expect(messageOf({ ...everything, rate: 99, maxRoutes: 21 })).toContain(
      'runs with rate: 250, maxRoutes: 20, but this one asks for rate: 99, maxRoutes: 21.',
    );
  });
});
