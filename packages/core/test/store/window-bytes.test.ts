import { expect, test } from 'vitest';
import { emptyTree } from '../../src/profile/call-tree.ts';
import { LatencyBuilder } from '../../src/profile/latency.ts';
import { TreeBuilder } from '../../src/profile/tree-builder.ts';
import type { RouteWindow, Window } from '../../src/profile/window.ts';
import { bytesOf } from '../../src/store/window-bytes.ts';
import { traceOf, tracesOf } from '../fixtures/any-traces.ts';
import { exampleWindows } from '../fixtures/windows.ts';

const [example] = exampleWindows(1) as [Window];
const noLatency = new LatencyBuilder().finish();

/** How much one more row adds. */
function bytesOfRow(changes: Partial<RouteWindow>): number {
  const [row] = example.routes;
  const added = { ...(row as RouteWindow), latency: noLatency, tree: emptyTree, ...changes };
  return bytesOf({ ...example, routes: [...example.routes, added] }) - bytesOf(example);
}
function treeOf(nodes: number) {
  const tree = new TreeBuilder(nodes, () => -1);
  for (let frame = 0; frame < nodes - 1; frame++) tree.add(tree.child(0, frame), 1, 1, 1);
  return tree.finish();
}
function latencyOf(values: readonly number[]) {
  const latency = new LatencyBuilder();
  for (const value of values) latency.add(value);
  return latency.finish();
}

// Measured with 10,000 of each, after a collection.
test('the size of a row includes itself, its latencies and its samples', () => {
  const bare = bytesOfRow({});
  expect(bare).toBeGreaterThan(130);
  expect(bare).toBeLessThan(400);
  const latency = latencyOf([1, 10, 100, 1_000, 10_000, 1e5, 1e6, 1e7]);
  expect(bytesOfRow({ latency }) - bare).toBeGreaterThan(550);
  expect(bytesOfRow({ latency }) - bare).toBeLessThan(700);
  expect(bytesOfRow({ latency, tree: treeOf(4) })).toBeGreaterThan(1_900);
  expect(bytesOfRow({ latency, tree: treeOf(4) })).toBeLessThan(2_400);
  expect(bytesOfRow({ tree: treeOf(1_004) }) - bytesOfRow({ tree: treeOf(4) })).toBe(32_000);
});

test('traces count, each once', () => {
  const call = { name: 'f', file: '/a.js', line: 1, column: 1 };
  const wait = { kind: 'net', target: 'a', operation: 'b', library: '', site: 0, operations: 1 } as const;
  const trace = traceOf({
    waits: Array.from({ length: 8 }, (_, at) => ({
      ...{
        ...wait,
        stack: Array.from({ length: 7 }, () => call),
        micros: at,
        parallelMicros: 1,
        threadMicros: 0,
      },
    })),
    blame: Array.from({ length: 3 }, () => ({ method: 'GET', route: '/b', micros: 1, beforeNodeMicros: 1 })),
    steps: Array.from({ length: 30 }, (_, at) => ({
      ...{ kind: 'own' as const, startMicros: at, micros: 1, wait: -1, by: -1 },
    })),
  });
  const traces = tracesOf([trace]);
  expect(traces.sample).toEqual(traces.slowest);
  const kept = bytesOfRow({ traces }) - bytesOfRow({ traces: { ...traces, sample: [], slowest: [] } });
  expect(kept).toBeGreaterThan(3_000);
  expect(kept).toBeLessThan(5_000);
  const sums = bytesOfRow({ traces }) - kept - bytesOfRow({});
  expect(sums).toBeGreaterThan(1_000);
  expect(sums).toBeLessThan(8 * 500 + 1_000);
});

test('frames count too', () => {
  const frames = Array.from({ length: 1_000 }, (_, line) => ({ name: 'f', file: '/a.js', line, column: 1 }));
  const more = { ...example, frames: [...example.frames, ...frames] };
  expect(bytesOf(more) - bytesOf(example)).toBeGreaterThan(60_000);
});
