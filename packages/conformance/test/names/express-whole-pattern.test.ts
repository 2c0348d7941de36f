import express4 from 'express4';
import express5 from 'express5';
import express52 from 'express52';
import { describe, expect, test } from 'vitest';
import { type Layer, takeFrom } from '../../../express/src/layer.ts';
import { fits, wholePatternOf } from '../../../express/src/whole-pattern.ts';

const mounts = [
  '/',
  '/api',
  '/api/',
  '/t/:tenant',
  '/:x',
  '/v1.2/a-b',
  '/v:version',
  /^\/like\/?/,
  ['/a', '/b'],
];
const routes = ['/', '/users', '/users/', '/users/:u', '/:a/:b', '/users/:u/:v.json', '/f-:a', ['/c', '/d']];
const urls = [
  '',
  '/',
  '/api',
  '/api/',
  '/t/1',
  '/t/',
  '/T/1',
  '/5',
  '/v1.2/a-b',
  '/v1x2/a-b',
  '/v2',
  '/like',
  '/a',
];
const rests = [
  '',
  '/',
  '/users',
  '/users/',
  '/USERS',
  '/users/5',
  '/users/%zz',
  '/users/:u',
  '/users//',
  '/1/2',
  '/f-a',
];

type Stack = readonly [Layer, Layer];

interface AnyRouter {
  readonly stack: readonly unknown[];
  get(path: never, handler: () => void): unknown;
  use(path: never, router: AnyRouter): unknown;
}

/** What each makes of a route within a mount. */
const kinds: [string, (options: object, mount: never, route: never) => Stack][] = (
  [
    ['Express 4', express4],
    ['Express 5.2', express52],
    ['Express 5', express5],
  ] as const
).map(([title, { Router }]) => [
  title,
  (options, mount, route) => {
    // The types of three versions have no call in common.
    const make = Router as unknown as (options: object) => AnyRouter;
    const inner = make(options);
    inner.get(route, () => {});
    const outer = make(options);
    outer.use(mount, inner);
    return [...outer.stack, ...inner.stack] as unknown as Stack;
  },
]);

function matches([mount, route]: Stack, path: string): boolean {
  const taken = takeFrom(mount, path);
  const rest = taken && takeFrom(route, taken.rest)?.rest;
  return rest === '/';
}

describe.each(kinds)('in %s', (_title, stackOf) => {
  test.each([
    ['as it is', {}],
    ['strict', { strict: true, caseSensitive: true }],
  ])('what fits the whole pattern matches each layer, in a router that is %s', (_kind, options) => {
    const unmatched: string[] = [];
    let fitting = 0;
    for (const mount of mounts) {
      for (const route of routes) {
        const stack = stackOf(options, mount as never, route as never);
        const whole = wholePatternOf(stack);
        if (whole === undefined) continue;
        for (const path of urls.flatMap((url) => rests.map((rest) => `${url}${rest}` || '/'))) {
          if (!fits(whole, path)) continue;
          fitting++;
          if (!matches(stack, path)) unmatched.push(`${mount} ${route}: ${whole} ${path}`);
        }
      }
    }
    expect(unmatched).toEqual([]);
    expect(fitting).toBeGreaterThan(0);
  });

  test('a plain pattern is whole, below a mount without parameters', () => {
    const layers = stackOf({}, '/' as never, '/users/:u' as never);
    expect(wholePatternOf(layers)).toBe('/users/:u');
  });
});

test.each([
  ['/', '/', true],
  ['/users/:u', '/users/5', true],
  ['/users/:u', '/users/:u', true],
  ['/users/:u', '/users', false],
  ['/users/:u', '/users/', false],
  ['/users/:u', '/users/5/', false],
  ['/users/:u', '/users/5/6', false],
  ['/users/:u/x', '/users/5/x', true],
  ['/users/:u/x', '/users/5', false],
  ['/users', '/USERS', false],
  ['/users/:u', '/users/%35', false],
])('%s and %s', (pattern, path, expected) => {
  expect(fits(pattern, path)).toBe(expected);
});
