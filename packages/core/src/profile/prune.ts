import { type CallTree, columnOf, sumOf, totalsOf } from './call-tree.ts';
import { wallMeasure } from './measure.ts';

/**
 * Keeps the heaviest nodes and folds the rest into `(pruned)` nodes beside them. This is the only step that loses
 * detail; what it folds keeps its weight and its caller. Heavy means wall time, or all measures alike where a tree has
 * no wall time. The result has at most `maxNodes` nodes.
 */
export function pruneTree(tree: CallTree, maxNodes: number, prunedFrame: number): CallTree {
  const count = tree.parent.length;
  if (count <= maxNodes) return tree;
  const totals = totalsOf(tree, wallOf(tree) ?? sharesOf(tree));
  // A parent is never lighter than its child and comes first, so the heaviest nodes are a tree. Each may need a
  // `(pruned)` child, hence half.
  const kept = new Uint8Array(count);
  const wanted = Math.max(1, Math.floor(maxNodes / 2));
  const lightest = totals.slice().sort()[count - wanted] as number;
  let left = wanted;
  for (const total of totals) if (total > lightest) left--;
  for (let node = 0; node < count; node++) {
    const total = totals[node] as number;
    // Of several nodes with the lightest weight that is kept, the first ones stay.
    if (total > lightest || (total === lightest && left-- > 0)) kept[node] = 1;
  }
  kept[0] = 1;
  const nodes = new Int32Array(count);
  const origin: number[] = [];
  const parent: number[] = [];
  /** The `(pruned)` child of each node, 0 while it has none. */
  const prunedBelow: number[] = [];
  const append = (above: number, from: number): number => {
    origin.push(from);
    prunedBelow.push(0);
    return parent.push(above) - 1;
  };
  append(-1, 0);
  for (let i = 1; i < count; i++) {
    const above = tree.parent[i] as number;
    const at = nodes[above] as number;
    if (kept[i] && tree.frame[i] !== prunedFrame) nodes[i] = append(at, i);
    else if (kept[above]) nodes[i] = prunedBelow[at] ||= append(at, -1);
    else nodes[i] = at;
  }
  const sum = (self: Float64Array): Float64Array => {
    const sums = new Float64Array(parent.length);
    for (let i = 0; i < count; i++) {
      const at = nodes[i] as number;
      sums[at] = (sums[at] as number) + (self[i] as number);
    }
    return sums;
  };
  return {
    parent: Int32Array.from(parent),
    frame: Int32Array.from(origin, (from) => (from < 0 ? prunedFrame : (tree.frame[from] as number))),
    measures: tree.measures,
    columns: tree.columns.map(sum),
  };
}

/** Wall time, if the tree has any. */
function wallOf(tree: CallTree): Float64Array | undefined {
  const wall = columnOf(tree, wallMeasure);
  return wall !== undefined && sumOf(wall) > 0 ? wall : undefined;
}

/** Each node's share of the whole tree, summed over all measures alike. */
function sharesOf({ parent, columns }: CallTree): Float64Array {
  const shares = new Float64Array(parent.length);
  for (const column of columns) {
    const all = sumOf(column) || 1;
    for (let i = 0; i < shares.length; i++) shares[i] = (shares[i] as number) + (column[i] as number) / all;
  }
  return shares;
}
