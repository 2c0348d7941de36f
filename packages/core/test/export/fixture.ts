import fc from 'fast-check';
import type { CallTree } from '../../src/profile/call-tree.ts';
import { LatencyBuilder } from '../../src/profile/latency.ts';
import { TreeBuilder } from '../../src/profile/tree-builder.ts';
import { type RouteWindow, type Window, windowFormat } from '../../src/profile/window.ts';
import type { Frame } from '../../src/sample/stack-tree.ts';
import { windows } from '../fixtures/windows.ts';
import { hostileNames } from '../render/hostile.ts';

const frames: readonly Frame[] = [
  { name: 'handle', file: '/app/node_modules/express/lib/router/layer.js', line: 152, column: 7 },
  { name: 'showOrder', file: '/app/src/orders.js', line: 12, column: 3 },
  { name: 'walk', file: '/app/src/walk.js', line: 5, column: 17 },
  { name: 'visit', file: '/app/src/walk.js', line: 25, column: 17 },
  // Two on one line of one file, and one of the same name elsewhere.
  { name: '(anonymous)', file: '/app/src/orders.js', line: 30, column: 11 },
  { name: '(anonymous)', file: '/app/src/orders.js', line: 30, column: 44 },
  { name: 'handle', file: 'node:internal/http', line: 3, column: 1 },
  { name: 'stringify', file: '', line: 0, column: 0 },
  { name: '(program)', file: '', line: 0, column: 0 },
  { name: '(unsampled)', file: '', line: 0, column: 0 },
  { name: 'drain', file: 'C:/apps/my shop#1/100%.js', line: 9, column: 2 },
];

type Weights = readonly [samples: number, wallMicros: number, cpuMicros: number];

function treeOf(stacks: readonly (readonly [path: readonly number[], weights: Weights])[]): CallTree {
  const builder = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1);
  for (const [path, weights] of stacks) {
    let node = 0;
    for (const frame of path) node = builder.child(node, frame);
    builder.add(node, ...weights);
  }
  return builder.finish();
}

function routeOf(method: string, route: string, tree: CallTree): RouteWindow {
  const latency = new LatencyBuilder();
  latency.add(1_000);
  return {
    method,
    route,
    requests: 1,
    statusClasses: [0, 1, 0, 0, 0],
    aborted: 0,
    latency: latency.finish(),
    gcMicros: 50,
    tree,
  };
}

function windowOf(
  frames: readonly Frame[],
  routes: readonly RouteWindow[],
  background: CallTree,
  profiler: CallTree,
): Window {
  return {
    format: windowFormat,
    sources: [
      {
        service: 'shop',
        version: '1.2.3',
        instance: 'i',
        pid: 7,
        node: '24',
        engine: 'inspector',
        rate: 1000,
      },
    ],
    startMicros: 1_790_000_000_123_456,
    endMicros: 1_790_000_009_123_456,
    elapsedMicros: 0,
    frames,
    routes,
    runtime: {
      idleMicros: 8_000_001,
      gcMicros: 2_003,
      gcSamples: 2,
      gcCpuMicros: 1_990,
      background,
      profiler,
      lost: 0,
    },
  };
}

/** Recursion of one and of two functions, equal names, time in no function, a route without samples. */
export const shopWindow: Window = windowOf(
  frames,
  [
    routeOf(
      'GET',
      '/orders/:id',
      treeOf([
        [[], [1, 1_001, 1_000]],
        [[0], [2, 2_003, 2_001]],
        [
          [0, 1],
          [5, 5_007, 5_000],
        ],
        [
          [0, 1, 2, 3, 2, 3, 2],
          [40, 40_009, 39_000],
        ],
        [
          [0, 1, 2, 3],
          [3, 3_011, 3_000],
        ],
        [
          [0, 1, 2, 2, 2, 7],
          [4, 4_013, 4_000],
        ],
        [
          [0, 1, 4],
          [6, 6_017, 6_000],
        ],
        [
          [0, 1, 5],
          [7, 7_019, 7_000],
        ],
        [[9], [0, 123, 120]],
      ]),
    ),
    routeOf(
      'POST',
      '/orders',
      treeOf([
        [
          [6, 0, 3, 2],
          [9, 9_021, 8_000],
        ],
        [
          [2, 3],
          [1, 1_023, 900],
        ],
      ]),
    ),
    routeOf('GET', '/nothing', treeOf([])),
  ],
  treeOf([
    [[8], [3, 3_029, 1_500]],
    [[6], [1, 1_031, 1_000]],
    // Time on the loop without CPU, and the other way round.
    [
      [6, 8],
      [1, 700, 1],
    ],
    [
      [6, 7],
      [1, 0, 30],
    ],
  ]),
  treeOf([[[10], [1, 1_033, 1_030]]]),
);

/** Every hostile name as a function's, a file's and a route's, on one stack and on stacks of their own. */
export const hostileWindow: Window = (() => {
  const named = hostileNames.flatMap((name, i) => [
    { name, file: '/app/a.js', line: i + 1, column: 1 },
    { name: 'f', file: name, line: i + 1, column: 2 },
    { name, file: `/${name}`, line: i + 1, column: 3 },
    { name: `${name};${name}`, file: '', line: 0, column: 0 },
  ]);
  const all = named.map((_, i) => i);
  const tree = treeOf([[all, [1, 1_000, 900]], ...all.map((i) => [[i], [2, 2_000 + i, 1_900 + i]] as const)]);
  return windowOf(
    named,
    hostileNames.map((name) => routeOf('GET', `/${name}`, tree)),
    tree,
    tree,
  );
})();

/** Nothing at all. */
export const emptyWindow: Window = {
  ...windowOf([], [], treeOf([]), treeOf([])),
  sources: [],
  runtime: {
    idleMicros: 0,
    gcMicros: 0,
    gcSamples: 0,
    gcCpuMicros: 0,
    background: treeOf([]),
    profiler: treeOf([]),
    lost: 0,
  },
};

/** Windows of any shape, whose functions have any names. */
export const anyWindows: fc.Arbitrary<Window> = fc
  .tuple(
    windows,
    fc.array(fc.oneof(fc.constantFrom(...hostileNames), fc.string({ unit: 'binary' })), {
      minLength: 12,
      maxLength: 12,
    }),
  )
  .map(([window, names]) => ({
    ...window,
    frames: window.frames.map((frame, i) => ({
      ...frame,
      name: names[i % names.length] as string,
      file: i % 3 === 0 ? '' : frame.file,
      // They stay different functions, whatever their names.
      line: i,
    })),
  }));
