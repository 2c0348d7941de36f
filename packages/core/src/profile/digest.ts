import { type CallTree, emptyTree, weightOf, workTree } from './call-tree.ts';
import { prunedName, type RouteWindow, type Window } from './window.ts';

const prunedFrame = { name: prunedName, file: '', line: 0, column: 0 };

/**
 * A window without its stacks, traces and blocks: all counts, latencies and sums are the same. It is a hundredth of the
 * window's size, so many of them can be read at once, for a first look. It merges like any window.
 */
export function digestOf(window: Window): Window {
  const { format, sources, startMicros, endMicros, elapsedMicros, routes, runtime } = window;
  const { ledger, lostRequests, loopDelays, droppedFields } = window;
  const { others: _others, unknown: _unknown, background, profiler, ...times } = runtime;
  return {
    ...{ format, sources, startMicros, endMicros, elapsedMicros },
    frames: [prunedFrame],
    routes: routes.map(rowOf),
    runtime: { ...times, background: sumOnly(background), profiler: sumOnly(profiler) },
    ...(loopDelays && { loopDelays }),
    ...(ledger && { ledger }),
    ...(lostRequests !== undefined && { lostRequests }),
    ...(droppedFields !== undefined && { droppedFields }),
  };
}

function rowOf({ others: _others, traces: _traces, unknown: _unknown, ...row }: RouteWindow): RouteWindow {
  return { ...row, tree: sumOnly(row.tree) };
}

/** The same weight in a single node. */
function sumOnly(tree: CallTree): CallTree {
  const { samples, wallMicros, cpuMicros } = weightOf(tree);
  if (samples === 0 && wallMicros === 0 && cpuMicros === 0) return emptyTree;
  return workTree(
    { parent: Int32Array.of(-1, 0), frame: Int32Array.of(-1, 0) },
    {
      samples: Float64Array.of(0, samples),
      wallMicros: Float64Array.of(0, wallMicros),
      cpuMicros: Float64Array.of(0, cpuMicros),
    },
  );
}
