import { afterEach, describe, expect, test } from 'vitest';
import { createProfiler } from '../../src/index.ts';
import { profileListener } from '../../src/node/index.ts';
import type { ProfilerOptions } from '../../src/options.ts';

const started: { close(): Promise<void> }[] = [];
afterEach(async () => {
  // Only reached if a wrong option was accepted.
  for (const profiler of started.splice(0)) await profiler.close();
});

function messageOf(options: unknown): string {
  try {
    started.push(createProfiler(options as ProfilerOptions));
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
  throw new Error('the option was taken');
}

const wrong: [option: string, value: unknown, shown: string, allowed: string][] = [
  ['path', 'profile', '"profile"', 'a slash'],
  ['path', '', '""', 'a slash'],
  ['path', '/', '"/"', 'a slash'],
  ['path', '//evil.example', '"//evil.example"', 'a slash'],
  ['path', '/a b', '"/a b"', 'letters'],
  ['path', '/a?b', '"/a?b"', 'letters'],
  ['path', '/a\r\nb', '"/a\\r\\nb"', 'letters'],
  ['path', 5, '5', 'a slash'],
  ['path', ['/a'], '["/a"]', 'a slash'],
  ['enabled', 'yes', '"yes"', 'true or false'],
  ['enabled', 0, '0', 'true or false'],
  ['service', 5, '5', 'a string'],
  ['service', 'x'.repeat(201), 'xxx…', 'at most 200'],
  ['version', {}, '{}', 'a string'],
  ['rate', 0, '0', '1 to 10000'],
  ['rate', 10_001, '10001', '1 to 10000'],
  ['rate', -1, '-1', '1 to 10000'],
  ['rate', 99.5, '99.5', 'whole'],
  ['rate', '99', '"99"', 'whole'],
  ['rate', Number.NaN, 'NaN', 'whole'],
  ['rate', Number.POSITIVE_INFINITY, 'Infinity', 'whole'],
  ['rate', 99n, '99', 'whole'],
  ['engine', 'native', '"native"', 'auto, async-context, inspector'],
  ['engine', 1, '1', 'auto, async-context, inspector'],
  ['discardFirst', 'first', '"first"', "true, false or 'route'"],
  ['discardFirst', 1, '1', "true, false or 'route'"],
  ['ignore', 'health', '"health"', 'start with a slash'],
  ['ignore', ['/ok', 'health'], '["/ok","health"]', 'start with a slash'],
  ['ignore', 5, '5', 'regular expressions'],
  ['route', '/orders', '"/orders"', 'a function'],
  ['authorize', true, 'true', 'a function'],
  ['onError', 'log', '"log"', 'a function'],
  ['dir', '', '""', 'the path of a folder'],
  ['dir', 5, '5', 'the path of a folder'],
  ['dir', 'a\0b', '"a\\u0000b"', 'the path of a folder'],
  ['dir', '/x'.repeat(600), '"/x/x', 'the path of a folder'],
  ['flushInterval', 999, '999', 'whole number from 1000 to 600000'],
  ['flushInterval', '10s', '"10s"', 'whole number from 1000'],
  ['flushInterval', 600_001, '600001', 'to 600000'],
  ['flushAtShutdown', 'no', '"no"', 'true or false'],
  ['maxDisk', 1000, '1000', 'whole number from 1048576'],
  ['maxDisk', '1 GiB', '"1 GiB"', 'whole number from 1048576'],
  ['retention', [], '[]', 'everyMillis'],
  ['retention', 5, '5', 'everyMillis'],
  ['retention', [{}], '[{}]', 'everyMillis'],
  ['retention', [{ everyMillis: 10, forMillis: 1000 }], '"everyMillis":10', '1000 or more'],
  [
    'retention',
    [
      { everyMillis: 2000, forMillis: 9000 },
      { everyMillis: 1000, forMillis: 99_000 },
    ],
    '"everyMillis":2000',
    'growing',
  ],
  ['maxRoutes', 0, '0', 'whole number from 1'],
  ['maxRoutes', '200', '"200"', 'whole number from 1'],
  ['maxRoutes', 1e9, '1000000000', 'whole number from 1'],
  ['traceBudget', -0.1, '-0.1', 'a number from 0 to 1'],
  ['traceBudget', 1.1, '1.1', 'a number from 0 to 1'],
  ['traceBudget', '0.1', '"0.1"', 'a number from 0 to 1'],
  ['maxNodes', 5, '5', 'whole number from 16'],
  ['maxNodes', 1e9, '1000000000', 'whole number from 16'],
  ['maxMemory', 1000, '1000', 'whole number from 1048576'],
  ['maxMemory', '64 MiB', '"64 MiB"', 'whole number from 1048576'],
  ['onError', /x/, '/x/', 'a function'],
  ['path', Symbol('x'), 'Symbol(x)', 'a slash'],
  ['path', () => '/x', 'a function', 'a slash'],
];

describe('a wrong option fails at once and says which, what was given, and what is allowed', () => {
  test.each(wrong.map(([option, value, shown, allowed]) => [option, shown, allowed, value] as const))(
    '%s: %s',
    (option, shown, allowed, value) => {
      const message = messageOf({ [option]: value });
      expect(message).toMatch(/^routeprof: /);
      expect(message).toContain(`option ${option} `);
      expect(message).toContain(shown);
      expect(message).toContain(allowed);
      expect(message.length).toBeLessThan(500);
    },
  );

  test.each(['short', '', 5, {}])('token %j, which is never shown', (token) => {
    const message = messageOf({ token });
    expect(message).toContain('option token');
    expect(message).toContain('at least 16 characters');
    if (token === 'short') expect(message).not.toContain('short');
  });

  test('values that are hard to show', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const hard = [
      circular,
      Object.create(null),
      { toJSON: () => raise() },
      { toString: () => raise() },
      Object.assign(circular, { toString: 1 }),
    ];
    for (const value of hard) expect(messageOf({ rate: value })).toContain('option rate ');
  });

  test.each(['rates', 'Path', 'constructor', '__proto__x', ''])('an unknown option %j', (name) => {
    const message = messageOf({ [name]: 1 });
    expect(message).toContain(`no option "${name}"`);
    expect(message).toContain('Allowed: path, enabled');
  });

  test.each([[null], [5], ['x'], [[]], [true], [() => 1]])('%j instead of options', (options) => {
    expect(messageOf(options)).toMatch(/^routeprof: the options are .*Give an object/);
  });
});

function raise(): never {
  throw new Error('no value');
}

describe('options of a mount', () => {
  const listener = (): void => {};

  test.each([[null], [5], ['x'], [[]]])('%j instead of options', (options) => {
    expect(() => profileListener(listener, options as never)).toThrow(
      /^routeprof: the options are .*Give an object/,
    );
  });

  test.each([[undefined], [null], [5], [{}], [() => 1]])('%j instead of a profiler', (profiler) => {
    expect(() => profileListener(listener, { profiler } as never)).toThrow(
      /^routeprof: the option profiler .*createProfiler/,
    );
  });

  test('options beside a profiler that has its own', () => {
    const profiler = createProfiler({ enabled: false });
    started.push(profiler);
    expect(() => profileListener(listener, { profiler, rate: 5 } as never)).toThrow(
      /rate cannot be given together/,
    );
  });

  test('a route that is not a function, beside a shared profiler', () => {
    const profiler = createProfiler({ enabled: false });
    started.push(profiler);
    expect(() => profileListener(listener, { profiler, route: '/x' } as never)).toThrow(
      /^routeprof: the option route .*a function/,
    );
  });
});
