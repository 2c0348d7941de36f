import { LatencyBuilder } from '../../../core/src/profile/latency.ts';
import { TreeBuilder } from '../../../core/src/profile/tree-builder.ts';
import { type Window, windowFormat } from '../../../core/src/profile/window.ts';

export interface Mark {
  readonly writer: string;
  readonly number: number;
  readonly startMicros: number;
  readonly endMicros: number;
}

/** The name of a route that no other window has. */
export function markOf({ writer, number }: Pick<Mark, 'writer' | 'number'>): string {
  return `/${writer}/${number}`;
}

/** A window that can be found again in any sum: it has one request, to a route of its own. */
export function markedWindow(mark: Mark): Window {
  const { writer, number, startMicros, endMicros } = mark;
  const latency = new LatencyBuilder();
  latency.add(1_000);
  const tree = treeOf([1, 2, 3, 1 + (number % 5)]);
  return {
    format: windowFormat,
    sources: [
      { service: 'proof', version: '1', instance: writer, pid: 1, node: '24', engine: 'none', rate: 99 },
    ],
    startMicros,
    endMicros,
    elapsedMicros: 1_000,
    frames: Array.from({ length: 7 }, (_, i) => ({ name: `f${i}`, file: '/srv/a.js', line: i, column: 1 })),
    routes: [
      {
        method: 'GET',
        route: markOf(mark),
        requests: 1,
        statusClasses: [0, 1, 0, 0, 0],
        aborted: 0,
        latency: latency.finish(),
        gcMicros: 0,
        tree,
      },
    ],
    runtime: {
      idleMicros: 0,
      gcMicros: 0,
      gcSamples: 0,
      gcCpuMicros: 0,
      background: treeOf([0]),
      profiler: treeOf([6]),
      lost: 0,
    },
  };
}

function treeOf(stack: readonly number[]) {
  const tree = new TreeBuilder(100, () => 0);
  tree.add(
    stack.reduce((node, frame) => tree.child(node, frame), 0),
    1,
    10_000,
    9_000,
  );
  return tree.finish();
}
