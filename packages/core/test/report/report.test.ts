import { describe, expect, test } from 'vitest';
import { LatencyBuilder } from '../../src/profile/latency.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { TreeBuilder } from '../../src/profile/tree-builder.ts';
import { type Window, windowFormat } from '../../src/profile/window.ts';
import { parseQuery } from '../../src/query/query.ts';
import { buildReport } from '../../src/report/build.ts';
import { everything } from '../../src/store/choice.ts';
import { sliceTime } from '../../src/time/activity.ts';
import { idleStatus } from '../fixtures/idle-status.ts';

const frames = [
  { name: 'handler', file: '/srv/app/src/handler.js', line: 3, column: 1 },
  { name: 'loop', file: '/srv/app/src/loop.js', line: 8, column: 1 },
  {
    name: 'query',
    file: '/srv/app/node_modules/.pnpm/@db+pg@1/node_modules/@db/pg/lib/query.js',
    line: 1,
    column: 1,
  },
  { name: 'emit', file: 'node:events', line: 500, column: 1 },
  { name: 'hash', file: '', line: 0, column: 0 },
];

function tree(stacks: readonly (readonly [path: number[], weight: number])[]) {
  const builder = new TreeBuilder(1000, () => -1);
  for (const [path, weight] of stacks) {
    let node = 0;
    for (const frame of path) node = builder.child(node, frame);
    builder.add(node, 1, weight, weight / 2);
  }
  return builder.finish();
}
const latency = new LatencyBuilder();
latency.add(1000);
latency.add(3000);

const window: Window = mergeWindows([
  {
    format: windowFormat,
    sources: [],
    startMicros: 1,
    endMicros: 2,
    elapsedMicros: 2000,
    frames,
    routes: [
      {
        method: 'GET',
        route: '/a',
        requests: 2,
        statusClasses: [0, 1, 0, 0, 1],
        aborted: 0,
        latency: latency.finish(),
        gcMicros: 7,
        // handler → loop → loop (recursive), handler → query, handler itself.
        tree: tree([
          [[0, 1, 1], 400],
          [[0, 1], 100],
          [[0, 2], 300],
          [[0], 200],
        ]),
      },
    ],
    runtime: {
      idleMicros: 500,
      gcMicros: 10,
      gcSamples: 1,
      gcCpuMicros: 10,
      background: tree([[[3, 4], 400]]),
      profiler: tree([[[3], 90]]),
      lost: 0,
    },
  },
]);

const ask = (query: string) =>
  buildReport({
    window,
    slices: sliceTime([window]),
    positions: window.frames,
    sites: new Map(),
    readSource: async () => 'not here',
    query: parseQuery(new URLSearchParams(query)),
    choice: everything,
    status: idleStatus,
    appFolder: '/srv/app',
  });
const named = async (query: string, name: string) =>
  (await ask(query)).functions.find((row) => row.name === name);

const sumOf = (values: readonly number[] = []): number => values.reduce((sum, value) => sum + value, 0);

describe('a report', () => {
  test('adds up', async () => {
    const { totals, routes } = await ask('');
    expect(
      totals.routesMicros +
        totals.backgroundMicros +
        totals.gcMicros +
        totals.profilerMicros +
        totals.idleMicros,
    ).toBe(totals.elapsedMicros);
    expect(routes[0]).toMatchObject({
      requests: 2,
      errors: 1,
      wallMicros: 1000,
      cpuMicros: 500,
      cpuPerRequestMicros: 250,
    });
    expect(routes[0]?.latencyMicros.mean).toBe(2000);
  });

  test('has one scope: routes, background and their garbage collection, without the profiler', async () => {
    const { totals, scope, routes, flame } = await ask('view=flame');
    expect(totals.appCpuMicros).toBeLessThan(totals.cpuMicros);
    expect(scope.cpuMicros).toBe(totals.appCpuMicros);
    expect(sumOf(flame?.cpuMicros)).toBe(scope.cpuMicros);
    expect(sumOf(flame?.wallMicros)).toBe(scope.wallMicros);
    for (const route of routes) expect(route.cpuShare).toBe(route.cpuMicros / totals.appCpuMicros);
    const one = await ask('view=flame&route=/a');
    expect(sumOf(one.flame?.cpuMicros)).toBe(one.scope.cpuMicros);
    const profiler = await ask('view=flame&route=(profiler)');
    expect(profiler.scope.cpuMicros).toBe(totals.cpuMicros - totals.appCpuMicros);
  });

  test('tells self from total, and counts recursion once', async () => {
    expect(await named('view=functions', 'handler')).toMatchObject({
      selfWallMicros: 200,
      totalWallMicros: 1000,
    });
    expect(await named('view=functions', 'loop')).toMatchObject({
      selfWallMicros: 500,
      totalWallMicros: 500,
      samples: 2,
    });
  });

  test("tells whose code a function is, and leaves the profiler's own out", async () => {
    const { functions } = await ask('view=functions');
    expect(functions.map(({ name, origin, package: from, file }) => [name, origin, from, file])).toEqual(
      expect.arrayContaining([
        ['handler', 'app', undefined, 'src/handler.js'],
        ['query', 'dependency', '@db/pg', '@db/pg/lib/query.js'],
        ['emit', 'node', undefined, 'node:events'],
        ['hash', 'native', undefined, ''],
      ]),
    );
    expect(functions.find(({ name }) => name === 'emit')?.totalWallMicros).toBe(400);
    expect((await named('view=functions&full=1', 'handler'))?.file).toBe('/srv/app/src/handler.js');
  });

  test('is about one route, by name or by pattern', async () => {
    expect((await ask('view=functions&route=GET /a')).functions.map(({ name }) => name)).not.toContain(
      'hash',
    );
    // And 7 of garbage collection.
    expect((await ask('view=functions&route=/a')).scope.wallMicros).toBe(1007);
    expect((await ask('view=functions&route=(profiler)')).functions.map(({ name }) => name)).toEqual([
      'emit',
    ]);
    await expect(ask('view=functions&route=/nowhere')).rejects.toThrow(/no route "\/nowhere"/);
  });

  test('shows callers and callees', async () => {
    const callers = (await named('view=callers', 'loop'))?.callers;
    expect(callers?.map(({ name, totalWallMicros }) => [name, totalWallMicros])).toEqual([
      ['handler', 500],
      ['loop', 400],
    ]);
    const callees = (await named('view=callees', 'handler'))?.callees;
    expect(callees?.map(({ name, totalWallMicros }) => [name, totalWallMicros])).toEqual([
      ['loop', 500],
      ['query', 300],
    ]);
    expect((await named('view=callers', 'handler'))?.callers?.[0]?.name).toBe('(root)');
  });

  test('sorts numbers down and names up, filters before it limits', async () => {
    const names = async (query: string) => (await ask(query)).functions.map(({ name }) => name);
    expect(await names('view=functions&sort=name')).toEqual(['emit', 'handler', 'hash', 'loop', 'query']);
    expect((await names('view=functions&sort=total'))[0]).toBe('handler');
    expect(await names('view=functions&filter=SRC/&limit=1&sort=name')).toEqual(['handler']);
    expect(await names('view=functions&filter=/^l.*p /')).toEqual(['loop']);
    expect((await ask('view=functions&filter=src/&limit=1')).counts.functions).toEqual({
      all: 5,
      matched: 2,
      shown: 1,
    });
  });

  test('is fast with a pattern that is catastrophic in other engines', async () => {
    const before = performance.now();
    await ask(`view=functions&filter=/^(a+)+$|${'(x|x)*'.repeat(20)}y/`);
    expect(performance.now() - before).toBeLessThan(1000);
    await expect(ask('view=functions&filter=/(/')).rejects.toThrow(/not a regular expression/);
  });
});

test.each([
  ['view=flames', /view="flames" is not valid. Allowed: routes/],
  ['sort=fast', /sort="fast" is not valid/],
  ['limit=0', /limit="0" is not a number of rows/],
  ['limit=1e9', /whole number from 1/],
  ['full=maybe', /neither on nor off/],
  ['speed=9', /no parameter "speed"/],
  ['view=routes&view=functions', /once, not several times/],
  [`filter=${'x'.repeat(1001)}`, /1001 characters. Give at most 1000/],
])('the query %s is answered with what is allowed', (query, message) => {
  expect(() => parseQuery(new URLSearchParams(query))).toThrow(message);
});
