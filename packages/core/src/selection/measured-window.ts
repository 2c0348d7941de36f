import { type CallTree, columnOf, emptyTree, sumOf, workTree } from '../profile/call-tree.ts';
import { canonicalTree } from '../profile/canonical-tree.ts';
import type { Measure } from '../profile/measure.ts';
import type { NamedTrees } from '../profile/named-trees.ts';
import type { Window } from '../profile/window.ts';

/** A measure of a window, and where it is. */
export interface FoundMeasure extends Measure {
  /** The named tree that has it; `undefined` for the one of samples, wall time and CPU time. */
  readonly tree: string | undefined;
}

/**
 * The window in which a measure takes the place of CPU and wall time, so that every view can be made of it. What is no
 * call, as idle time and garbage collection, has none of it.
 */
export function measuredWindow(window: Window, measure: FoundMeasure): Window {
  const { routes, runtime } = window;
  const view = (tree: CallTree, others: NamedTrees = {}): CallTree => {
    const from = measure.tree === undefined ? tree : others[measure.tree];
    return from === undefined ? emptyTree : measuredTree(from, measure);
  };
  const rows = routes.map(({ others, tree, ...row }) => ({ ...row, gcMicros: 0, tree: view(tree, others) }));
  const background = view(runtime.background, runtime.others);
  const trees = [background, ...rows.map(({ tree }) => tree)];
  return {
    ...window,
    elapsedMicros: trees.reduce((sum, tree) => sum + sumOf(tree.columns[1] as Float64Array), 0),
    routes: rows,
    runtime: {
      idleMicros: 0,
      gcMicros: 0,
      gcSamples: 0,
      gcCpuMicros: 0,
      background,
      profiler: measure.tree === undefined ? view(runtime.profiler) : emptyTree,
      lost: runtime.lost,
    },
  };
}

function measuredTree(tree: CallTree, measure: Measure): CallTree {
  const amounts = columnOf(tree, measure);
  if (amounts === undefined) return emptyTree;
  const samples = samplesOf(tree) ?? new Float64Array(amounts.length);
  return canonicalTree(workTree(tree, { samples, wallMicros: amounts, cpuMicros: amounts }));
}

/** How many samples there were, where the profile tells. */
function samplesOf({ measures, columns }: CallTree): Float64Array | undefined {
  return columns[
    measures.findIndex(({ name, unit }) => (name === 'samples' || name === 'sample') && unit === 'count')
  ];
}
