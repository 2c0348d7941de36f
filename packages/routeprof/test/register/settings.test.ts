import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { namedAsSet, readSettings, variableOf } from '../../src/register/settings.ts';

test('an option’s variable is its name in capitals', () => {
  expect(['rate', 'maxRoutes', 'flushAtShutdown'].map(variableOf)).toEqual([
    'ROUTEPROF_RATE',
    'ROUTEPROF_MAX_ROUTES',
    'ROUTEPROF_FLUSH_AT_SHUTDOWN',
  ]);
});

describe('settings', () => {
  const numbers = ['rate', 'flushInterval', 'maxDisk', 'traceBudget', 'maxRoutes', 'maxNodes', 'maxMemory'];
  const texts = ['path', 'service', 'version', 'engine', 'token', 'dir'];
  const flags = ['enabled', 'flushAtShutdown'];

  test('are empty if no variable is set, or only empty ones', () => {
    const nothing = { options: {}, port: undefined, quiet: false };
    expect(readSettings({ PATH: '/bin' })).toEqual(nothing);
    const all = [...numbers, ...texts, ...flags, 'ignore', 'discardFirst', 'port', 'quiet'];
    expect(readSettings(Object.fromEntries(all.map((name) => [variableOf(name), ''])))).toEqual(nothing);
  });

  test('have each option that is set, with its type', () => {
    fc.assert(
      fc.property(
        fc.subarray(numbers),
        fc.subarray(texts),
        fc.subarray(flags),
        fc.integer(),
        fc.boolean(),
        (someNumbers, someTexts, someFlags, number, flag) => {
          const options = Object.fromEntries([
            ...someNumbers.map((name, i) => [name, number + i]),
            ...someTexts.map((name) => [name, `a ${name}`]),
            ...someFlags.map((name) => [name, flag]),
          ]);
          const environment = Object.fromEntries(
            Object.entries(options).map(([name, value]) => [variableOf(name), String(value)]),
          );
          expect(readSettings(environment).options).toEqual(options);
        },
      ),
    );
  });

  test.each([
    ['ROUTEPROF_IGNORE', '/health, /metrics', { ignore: ['/health', '/metrics'] }],
    ['ROUTEPROF_PUSH', 'otlp=http://a:1/?b=c', { push: { otlp: 'http://a:1/?b=c' } }],
    ['ROUTEPROF_PUSH', 'otlp=http://me:a,b=c@d', { push: { otlp: 'http://me:a,b=c@d' } }],
    [
      'ROUTEPROF_PUSH',
      'pyroscope=http://a, otlp=http://b',
      { push: { pyroscope: 'http://a', otlp: 'http://b' } },
    ],
    ['ROUTEPROF_DISCARD_FIRST', 'route', { discardFirst: 'route' }],
    ['ROUTEPROF_DISCARD_FIRST', '1', { discardFirst: true }],
    ['ROUTEPROF_DISCARD_FIRST', 'false', { discardFirst: false }],
    ['ROUTEPROF_ENABLED', '0', { enabled: false }],
    ['ROUTEPROF_RATE', '1e3', { rate: 1000 }],
  ])('%s=%s', (name, value, options) => {
    expect(readSettings({ [name]: value }).options).toEqual(options);
  });

  test.each([
    ['0', 0],
    ['65535', 65_535],
  ])('the report’s own port may be %s', (given, port) => {
    expect(readSettings({ ROUTEPROF_PORT: given }).port).toBe(port);
  });

  test.each([
    ['1', true],
    ['true', true],
    ['0', false],
  ])('quiet is %s', (given, quiet) => {
    expect(readSettings({ ROUTEPROF_QUIET: given }).quiet).toBe(quiet);
  });

  test.each([
    ['ROUTEPROF_RATE', 'abc', 'a number'],
    ['ROUTEPROF_MAX_ROUTES', 'Infinity', 'a number'],
    ['ROUTEPROF_ENABLED', 'yes', 'true or false'],
    ['ROUTEPROF_QUIET', 'TRUE', 'true or false'],
    ['ROUTEPROF_DISCARD_FIRST', 'routes', 'true, false or route'],
    ['ROUTEPROF_PORT', '-1', 'a port from 0 to 65535; 0 takes any free one'],
    ['ROUTEPROF_PORT', '65536', 'a port from 0 to 65535; 0 takes any free one'],
    ['ROUTEPROF_PORT', '1.5', 'a port from 0 to 65535; 0 takes any free one'],
  ])('%s=%s is refused under its name', (name, value, allowed) => {
    const message = `routeprof: ${name} is ${JSON.stringify(value)}. Allowed: ${allowed}.`;
    expect(() => readSettings({ [name]: value })).toThrow(new TypeError(message));
  });

  test.each([
    'https://me:secret@a',
    '=https://me:secret@a',
    'https://me:secret==@a',
    'https://me:secret@a/?tenant=1',
    'pyroscop=https://me:secret@a',
  ])('a URL without its engine is refused, and not shown', (value) => {
    const read = () => readSettings({ ROUTEPROF_PUSH: value });
    expect(read).toThrow('ROUTEPROF_PUSH is (not shown). Allowed: pyroscope=URL, otlp=URL, or both');
    expect(read).not.toThrow('secret');
  });

  test('are refused under the name by which the user set them, and not at any length', () => {
    const spell = (option: string) => `--${option}`;
    for (const [option, value] of [
      ['rate', 'x'.repeat(100)],
      ['enabled', 'no'],
      ['discardFirst', 'no'],
      ['port', 'no'],
      ['quiet', 'no'],
    ] as const) {
      const given = JSON.stringify(value.slice(0, 60));
      expect(() => readSettings({ [variableOf(option)]: value }, spell)).toThrow(
        `routeprof: --${option} is ${given}. Allowed: `,
      );
    }
  });
});

describe('an error about an option', () => {
  const about = (error: object) => Object.assign(error, { option: 'maxDisk', fault: 'is too small.' });
  test('names it as it was set', () => {
    const named = namedAsSet(about(new TypeError('maxDisk is too small.')));
    expect(named).toEqual(new TypeError('routeprof: ROUTEPROF_MAX_DISK is too small.'));
    expect(namedAsSet(about(new TypeError('')), (option) => `--${option}`)).toEqual(
      new TypeError('routeprof: --maxDisk is too small.'),
    );
  });

  test.each([
    about(new Error('of another kind')),
    Object.assign(new TypeError('no option'), { fault: 'x' }),
    Object.assign(new TypeError('no fault'), { option: 'x' }),
    about({}),
    'text',
    undefined,
    null,
  ])('only if it is about an option: %o stays', (error) => {
    expect(namedAsSet(error)).toBe(error);
  });
});
