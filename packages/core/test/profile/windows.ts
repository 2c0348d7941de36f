import fc from 'fast-check';
import { type CallTree, TreeBuilder } from '../../src/profile/call-tree.ts';
import { LatencyBuilder } from '../../src/profile/latency.ts';
import { type Window, windowFormat } from '../../src/profile/window.ts';

const frames = Array.from({ length: 9 }, (_, i) => ({
  name: `f${i}`,
  file: `/app/${i % 2}.js`,
  line: i,
  column: 1,
}));

const stack = fc.record({
  path: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 6 }),
  samples: fc.integer({ min: 0, max: 9 }),
  wallMicros: fc.integer({ min: 0, max: 1e6 }),
  cpuMicros: fc.integer({ min: 0, max: 1e6 }),
});

export const trees: fc.Arbitrary<CallTree> = fc.array(stack, { maxLength: 12 }).map((stacks) => {
  const builder = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1);
  for (const { path, samples, wallMicros, cpuMicros } of stacks) {
    let node = 0;
    for (const frame of path) node = builder.child(node, frame);
    builder.add(node, samples, wallMicros, cpuMicros);
  }
  return builder.finish();
});

const routes = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  route: fc.constantFrom('/a', '/b/:id', '(other)'),
  latencies: fc.array(fc.integer({ min: 1, max: 1e7 }), { maxLength: 5 }),
  gcMicros: fc.integer({ min: 0, max: 100 }),
  tree: trees,
});

/** Windows as a process could have made them. */
export const windows: fc.Arbitrary<Window> = fc
  .record({
    pid: fc.constantFrom(1, 2),
    startMicros: fc.integer({ min: 1, max: 1e6 }),
    elapsedMicros: fc.integer({ min: 0, max: 1e6 }),
    first: fc.constantFrom(0, 1, 3),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
    routes: fc.uniqueArray(routes, { selector: ({ method, route }) => `${method} ${route}`, maxLength: 4 }),
    idleMicros: fc.integer({ min: 0, max: 1e6 }),
    background: trees,
    profiler: trees,
  })
  .map(({ pid, startMicros, elapsedMicros, first, order, routes, idleMicros, background, profiler }) => ({
    format: windowFormat,
    sources: [{ service: 's', version: '1', instance: 'i', pid, node: '24', engine: 'inspector', rate: 99 }],
    startMicros,
    endMicros: startMicros + elapsedMicros,
    elapsedMicros,
    // The same functions under other numbers, and some others, as in another process.
    frames: order.map((i) => frames[first + i] as (typeof frames)[0]),
    routes: routes.map(({ method, route, latencies, gcMicros, tree }) => {
      const latency = new LatencyBuilder();
      for (const micros of latencies) latency.add(micros);
      return {
        method,
        route,
        requests: latencies.length,
        statusClasses: [0, latencies.length, 0, 0, 0],
        aborted: 0,
        latency: latency.finish(),
        gcMicros,
        tree,
      };
    }),
    runtime: { idleMicros, gcMicros: 5, gcSamples: 1, gcCpuMicros: 4, background, profiler, lost: 0 },
  }));
