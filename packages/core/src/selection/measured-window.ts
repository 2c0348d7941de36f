import { type CallTree, columnOf, emptyTree, sumOf, workTree } from '../profile/call-tree.ts';
import { canonicalTree } from '../profile/canonical-tree.ts';
import { unscaledRoute } from '../profile/estimated-window.ts';
import { type LineTable, measuredLines } from '../profile/line-table.ts';
import { countsSamples, cpuMeasure, type Measure, samplesMeasure, wallMeasure } from '../profile/measure.ts';
import type { NamedTrees } from '../profile/named-trees.ts';
import type { RuntimeWindow, Window } from '../profile/window.ts';

/** A measure of a window, and where it is. */
export interface FoundMeasure extends Measure {
  /** The named tree that has it; `undefined` for the one of samples, wall time and CPU time. */
  readonly tree: string | undefined;
}

/** The window with a measure in the place of CPU and wall time, so that every view can show it. */
export function measuredWindow(window: Window, measure: FoundMeasure): Window {
  const { routes, runtime } = window;
  const view = (tree: CallTree, others: NamedTrees = {}): CallTree => {
    if (measure.tree === undefined) return measuredTree(tree, measure);
    // Names come from files, so one may be that of a prototype's property.
    const from = Object.hasOwn(others, measure.tree) ? others[measure.tree] : undefined;
    return from === undefined ? emptyTree : measuredTree(from, measure);
  };
  const gc = gcOf(runtime, measure);
  // Amounts are as they were sampled: only CPU time is scaled to requests that were not followed.
  const rows = routes.map(unscaledRoute).map(({ others, tree, ...row }) => ({
    ...row,
    gcMicros: measure.name === wallMeasure.name ? Math.min(gc, row.gcMicros) : 0,
    tree: view(tree, others),
  }));
  const background = view(runtime.background, runtime.others);
  const trees = [background, ...rows.map(({ tree }) => tree)];
  return {
    ...window,
    elapsedMicros: trees.reduce((sum, tree) => sum + sumOf(tree.columns[1] as Float64Array), gc),
    routes: rows,
    runtime: {
      idleMicros: 0,
      gcMicros: gc,
      gcSamples: gc === 0 ? 0 : runtime.gcSamples,
      gcCpuMicros: gc,
      background,
      profiler: measure.tree === undefined ? view(runtime.profiler) : emptyTree,
      lost: runtime.lost,
    },
  };
}

/** The amount of garbage collection, which is in no tree. Only wall time and samples have one. */
function gcOf({ gcMicros, gcSamples }: RuntimeWindow, { tree, name }: FoundMeasure): number {
  if (tree !== undefined) return 0;
  return name === wallMeasure.name ? gcMicros : gcSamples;
}

function measuredTree(tree: CallTree, measure: Measure): CallTree {
  const amounts = columnOf(tree, measure);
  if (amounts === undefined) return emptyTree;
  const samples = samplesOf(tree) ?? new Float64Array(amounts.length);
  const view = workTree(tree, { samples, wallMicros: amounts, cpuMicros: amounts });
  return canonicalTree(tree.lines === undefined ? view : { ...view, lines: viewOf(tree.lines, measure) });
}

/** The lines with the measure in the place of CPU and wall time. */
function viewOf(lines: LineTable, measure: Measure): LineTable {
  return measuredLines(lines, [
    [samplesMeasure, lines.measures.find(countsSamples)],
    [wallMeasure, measure],
    [cpuMeasure, measure],
  ]);
}

/** How many samples there were, if the profile has them. */
function samplesOf({ measures, columns }: CallTree): Float64Array | undefined {
  return columns[measures.findIndex(countsSamples)];
}
