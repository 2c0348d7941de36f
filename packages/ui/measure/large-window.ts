import { LatencyBuilder } from '../../core/src/profile/latency.ts';
import { mergeWindows } from '../../core/src/profile/merge.ts';
import { TreeBuilder } from '../../core/src/profile/tree-builder.ts';
import { type Window, windowFormat } from '../../core/src/profile/window.ts';

const frameCount = 6_000;
const depth = 30;

/** A generator with a fixed seed (Park and Miller's), so that every run gets the same numbers. */
function createRandom(): () => number {
  let seed = 1;
  return () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
}

/** A synthetic profile of an app with many routes, each with a tree of `nodes` nodes; the same in every run. */
export function largeWindow(routes: number, nodes: number): Window {
  const random = createRandom();
  const frames = Array.from({ length: frameCount }, (_, i) => ({
    name: `function${i}`,
    file:
      i % 3 > 0
        ? `/srv/app/node_modules/package-${i % 90}/lib/part-${i % 400}.js`
        : `/srv/app/src/part-${i % 200}.ts`,
    line: 1 + (i % 900),
    column: 7,
  }));
  const tree = () => {
    const builder = new TreeBuilder(nodes, () => 0);
    const first = Math.floor(random() * frameCount);
    while (builder.size < nodes) {
      for (let node = 0, level = 0; level < depth && builder.size < nodes; level++) {
        // A few functions are called often, most of them rarely.
        node = builder.child(node, (first + Math.floor(random() ** 3 * 900)) % frameCount);
        builder.add(node, 1, 1000 + Math.floor(random() * 300), 900);
      }
    }
    return builder.finish();
  };
  const latency = () => {
    const builder = new LatencyBuilder();
    for (let i = 0; i < 50; i++) builder.add(500 + random() * 1e6);
    return builder.finish();
  };
  return mergeWindows([
    {
      ...emptyWindow,
      elapsedMicros: 10_000_000,
      frames,
      routes: Array.from({ length: routes }, (_, i) => ({
        method: 'GET',
        route: `/route-${i}/:id`,
        requests: 50,
        statusClasses: [0, 50, 0, 0, 0],
        aborted: 0,
        latency: latency(),
        gcMicros: 10,
        tree: tree(),
      })),
    },
  ]);
}

const noCalls = new TreeBuilder(2, () => 0).finish();

/** Nothing happened for a moment. */
export const emptyWindow: Window = {
  format: windowFormat,
  sources: [],
  startMicros: 1_700_000_000_000_000,
  endMicros: 1_700_000_010_000_000,
  elapsedMicros: 0,
  frames: [],
  routes: [],
  runtime: {
    idleMicros: 0,
    gcMicros: 0,
    gcSamples: 0,
    gcCpuMicros: 0,
    background: noCalls,
    profiler: noCalls,
    lost: 0,
  },
};
