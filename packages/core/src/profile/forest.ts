import { type CallTree, type DepthFirstTree, type WorkColumns, workColumns } from './call-tree.ts';

/** Several trees with one numbering of all their nodes, and the total of each node. */
export interface Forest {
  readonly trees: readonly CallTree[];
  /** One entry per tree. */
  readonly columns: readonly WorkColumns[];
  /** The number of each tree's root; the rest of its nodes follow. */
  readonly roots: Int32Array;
  /** For each node, the number after the last node below it: the next node that is not below it. */
  readonly end: Int32Array;
  /** Wall time of each node and all below it. */
  readonly totalMicros: Float64Array;
}

/** Makes a forest of trees. Yields between trees. */
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
    // Nodes below were visited before, and have set this node's end.
    if (end[node] === 0) end[node] = node + 1;
    if (i === 0) break;
    const above = root + (parent[i] as number);
    if (end[above] === 0) end[above] = end[node] as number;
    totals[above] = (totals[above] as number) + (totals[node] as number);
  }
}

/** The index of the tree that a node belongs to. */
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
