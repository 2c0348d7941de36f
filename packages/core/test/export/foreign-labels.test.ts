import { describe, expect, test } from 'vitest';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { functionsOf, number, part, rawCpuProfile, row, sample, stacksIn } from './raw-profile.ts';

type Text = (value: string) => number;
const label = (text: Text, key: string, value: string) => row(3, { 1: text(key), 2: text(value) });

/** The routes of a profile whose samples have these labels, one each. */
async function routesOf(...labels: ((text: Text) => readonly number[][])[]): Promise<string[]> {
  const { routes } = await readPprof(
    rawCpuProfile((text) => [
      functionsOf(text, 'f'),
      ...labels.map((make) => sample([1], [1_000], ...make(text))),
    ]),
  );
  return routes.map(({ method, route }) => `${method}|${route}`);
}

test.each([
  ['GET /a', 'GET|/a'],
  ['M-SEARCH /a', 'M-SEARCH|/a'],
  ['* /a', '*|/a'],
  ['/a', '*|/a'],
  ['GET', '*|GET'],
  ['GET/a', '*|GET/a'],
  ['get /a', '*|get /a'],
  ['-GET /a', '*|-GET /a'],
  ['say GET /a', '*|say GET /a'],
  ['checkout / GET * all', '*|checkout / GET * all'],
])('an endpoint of others called %j', async (name, route) => {
  expect(await routesOf((text) => [label(text, 'endpoint', name)])).toEqual([route]);
});

describe('which label names the route', () => {
  test('of several the last', async () => {
    const both = (text: Text) => [label(text, 'route', 'GET /a'), label(text, 'trace endpoint', 'GET /b')];
    expect(await routesOf(both, (text) => both(text).reverse())).toEqual(['GET|/b', 'GET|/a']);
  });

  test('none that names something else, before or after', async () => {
    const thread = (text: Text) => label(text, 'thread name', 'Main');
    const route = (text: Text) => label(text, 'route', 'GET /a');
    expect(await routesOf((text) => [thread(text), route(text), thread(text)])).toEqual(['GET|/a']);
    expect(await routesOf((text) => [thread(text)])).toEqual([]);
  });

  test('none that is empty, or a number, even where the table of texts does not begin with an empty one', async () => {
    const texts = ['GET /zero', 'cpu', 'ns', 'route', ''];
    const profile = (labels: number[]) =>
      Uint8Array.from([
        ...row(1, { 1: 1, 2: 2 }),
        ...sample([], [1_000], labels),
        ...texts.flatMap((value) => part(6, value)),
      ]);
    for (const labels of [row(3, { 1: 3, 2: 4 }), row(3, { 1: 3, 3: 7 }), row(3, { 1: 3 })])
      expect((await readPprof(profile(labels))).routes).toEqual([]);
  });

  test('no field of a later version, though it looks like one', async () => {
    const later = (text: Text) => [part(4, [...number(1, text('route')), ...number(2, text('GET /b'))])];
    expect(await routesOf((text) => [label(text, 'route', 'GET /a'), ...later(text)])).toEqual(['GET|/a']);
    const more = (text: Text) => [
      part(3, [...number(1, text('route')), ...number(2, text('GET /a')), ...number(5, text('GET /b'))]),
    ];
    expect(await routesOf(more)).toEqual(['GET|/a']);
  });
});

test('what no request caused has no route: the background and the profiler', async () => {
  const window = await readPprof(
    rawCpuProfile((text) => [
      functionsOf(text, 'f', 'g', 'h'),
      sample([1], [1_000], label(text, 'route', '(background)')),
      sample([2], [2_000], label(text, 'route', '(profiler)')),
      sample([3], [3_000]),
    ]),
  );
  expect(window.routes).toEqual([]);
  expect(stacksIn(window, window.runtime.background)).toEqual({ '/f': [0, 0, 1], '/h': [0, 0, 3] });
  expect(stacksIn(window, window.runtime.profiler)).toEqual({ '/g': [0, 0, 2] });
});

test('a function that is called like garbage collection is one, if it has a file', async () => {
  const window = await readPprof(
    rawCpuProfile((text) => [
      row(5, { 1: 1, 2: text('(garbage collector)'), 4: text('/app/gc.js') }),
      part(4, [...number(1, 1), ...row(4, { 1: 1 })]),
      sample([1], [4_000]),
    ]),
  );
  expect(window.runtime.gcCpuMicros).toBe(0);
  expect(stacksIn(window, window.runtime.background)).toEqual({ '/(garbage collector)': [0, 0, 4] });
});

test('garbage collection alone is of its route, and in no tree', async () => {
  const window = await readPprof(
    rawCpuProfile((text) => [
      row(1, { 1: text('wall'), 2: text('us') }),
      functionsOf(text, '(garbage collector)'),
      sample([1], [4_000, 5], label(text, 'route', 'GET /a')),
      sample([1], [2_000, 1]),
    ]),
  );
  expect(window.runtime).toMatchObject({ gcSamples: 0, gcMicros: 6, gcCpuMicros: 6 });
  expect(window.routes.map(({ gcMicros, tree }) => [gcMicros, tree.parent.length])).toEqual([[5, 1]]);
  expect(window.runtime.background.parent).toHaveLength(1);
});
