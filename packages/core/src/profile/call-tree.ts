import type { LineTable } from './line-table.ts';
import { indexOfMeasure, type Measure, workMeasures } from './measure.ts';

/**
 * Stacks merged from the root down, as flat arrays: node i's caller is node `parent[i]`, parents come first, node 0 is
 * the root. It has a column for each measure. Each number is a node's own weight (self), and whole, so that sums are
 * exact in any order.
 */
export interface CallTree {
  readonly parent: Int32Array;
  /** An index into the window's frames. The root's is -1. */
  readonly frame: Int32Array;
  readonly measures: readonly Measure[];
  /** One for each of `measures`. */
  readonly columns: readonly Float64Array[];
  /** Where the file that it comes from tells lines. Pruning leaves them as they are. */
  readonly lines?: LineTable;
}

declare const depthFirst: unique symbol;

/** A tree whose nodes are in depth-first order: each is followed by all that is below it. `canonicalTree` makes it. */
export interface DepthFirstTree extends CallTree {
  /** Only for the type: no tree has it. */
  readonly [depthFirst]: true;
}

export interface Weight {
  readonly samples: number;
  readonly wallMicros: number;
  readonly cpuMicros: number;
}

/** The columns that our own sampler fills. */
export interface WorkColumns {
  readonly samples: Float64Array;
  readonly wallMicros: Float64Array;
  readonly cpuMicros: Float64Array;
}

/** A row's call trees of other measures than `samples`, `wall` and `cpu`, each with its own stacks. */
export type NamedTrees = Readonly<Record<string, CallTree>>;

/** The tree of most rows of a window, so they share one. */
export const emptyTree: CallTree = {
  parent: Int32Array.of(-1),
  frame: Int32Array.of(-1),
  measures: workMeasures,
  columns: workMeasures.map(() => new Float64Array(1)),
};

/** The tree, or the shared empty one if nothing was counted in it. */
export function orEmpty(tree: CallTree): CallTree {
  return tree.parent.length === 1 && tree.columns.every(([own]) => own === 0) ? emptyTree : tree;
}

/** The column of a measure; `undefined` when the tree does not have it. */
export function columnOf({ measures, columns }: CallTree, measure: Measure): Float64Array | undefined {
  return columns[indexOfMeasure(measures, measure)];
}

/** The columns of samples, wall time and CPU time; one that the tree does not have is all 0. */
export function workColumns(tree: CallTree): WorkColumns {
  const [samples, wallMicros, cpuMicros] = (
    tree.measures === workMeasures
      ? tree.columns
      : workMeasures.map((measure) => columnOf(tree, measure) ?? new Float64Array(tree.parent.length))
  ) as [Float64Array, Float64Array, Float64Array];
  return { samples, wallMicros, cpuMicros };
}

/** A tree of samples, wall time and CPU time. */
export function workTree(
  { parent, frame }: Pick<CallTree, 'parent' | 'frame'>,
  { samples, wallMicros, cpuMicros }: WorkColumns,
): CallTree {
  return { parent, frame, measures: workMeasures, columns: [samples, wallMicros, cpuMicros] };
}

/** The total of each node: its own weight and that of all nodes below it. */
export function totalsOf(
  { parent }: { readonly parent: ArrayLike<number> },
  self: Float64Array,
): Float64Array {
  const total = self.slice();
  for (let i = parent.length - 1; i > 0; i--) {
    const above = parent[i] as number;
    total[above] = (total[above] as number) + (total[i] as number);
  }
  return total;
}

/** The whole tree's weight. It is cached, because reports ask for it several times and most trees do not change. */
export function weightOf(tree: CallTree): Weight {
  let weight = weights.get(tree);
  if (weight === undefined) {
    const { samples, wallMicros, cpuMicros } = workColumns(tree);
    weight = { samples: sumOf(samples), wallMicros: sumOf(wallMicros), cpuMicros: sumOf(cpuMicros) };
    weights.set(tree, weight);
  }
  return weight;
}

const weights = new WeakMap<CallTree, Weight>();

export function sumOf(column: Float64Array): number {
  let sum = 0;
  // A plain loop: there can be a million nodes.
  for (let i = 0; i < column.length; i++) sum += column[i] as number;
  return sum;
}
