import { type CallTree, type DepthFirstTree, type WorkColumns, workColumns } from './call-tree.ts';

/** Trees under one numbering of their nodes, with what is below each. */
export interface Forest {
  readonly trees: readonly CallTree[];
  /** Of each tree. */
  readonly columns: readonly WorkColumns[];
  /** The number of each tree's root; the rest of its nodes follow. */
  readonly roots: Int32Array;
  /** The number after the last node below each, and so of the next node beside or above it. */
  readonly end: Int32Array;
  /** Wall time of each node and all below it. */
  readonly totalMicros: Float64Array;
}

/** Plants trees. Yields between trees. */
export function* plant(trees: readonly DepthFirstTree[]): Generator<void, Forest> {
  const roots = new Int32Array(trees.length);
  let count = 0;
  trees.forEach(({ parent }, i) => {
    roots[i] = count;
    count += parent.length;
  });
  const end = new Int32Array(count);
  const totalMicros = new Float64Array(count);
  const columns = trees.map(workColumns);
  for (const [i, tree] of trees.entries()) {
    addUp(tree, columns[i] as WorkColumns, roots[i] as number, end, totalMicros);
    yield;
  }
  return { trees, columns, roots, end, totalMicros };
}

function addUp(
  { parent }: CallTree,
  { wallMicros }: WorkColumns,
  root: number,
  end: Int32Array,
  totals: Float64Array,
): void {
  totals.set(wallMicros, root);
  for (let i = parent.length - 1; i >= 0; i--) {
    const node = root + i;
    // What is below has been looked at, and has left its own end here.
    if (end[node] === 0) end[node] = node + 1;
    if (i === 0) break;
    const above = root + (parent[i] as number);
    if (end[above] === 0) end[above] = end[node] as number;
    totals[above] = (totals[above] as number) + (totals[node] as number);
  }
}

/** Which of the trees a node is of. */
export function treeOf({ roots }: Forest, node: number): number {
  let from = 0;
  let to = roots.length - 1;
  while (from < to) {
    const middle = (from + to + 1) >> 1;
    if ((roots[middle] as number) <= node) from = middle;
    else to = middle - 1;
  }
  return from;
}
