import { type CallTree, TreeBuilder, totalsOf } from './call-tree.ts';

/**
 * Keeps the heaviest nodes and folds the rest into `(pruned)` nodes beside them: the one step that loses something,
 * and what is lost keeps its weight and its caller. The result has at most `maxNodes` nodes.
 */
export function pruneTree(tree: CallTree, maxNodes: number, prunedFrame: number): CallTree {
  const count = tree.parent.length;
  if (count <= maxNodes) return tree;
  const totals = totalsOf(tree, tree.wallMicros);
  // A parent is never lighter than its child and comes first, so the heaviest nodes are a tree. Each may need a
  // `(pruned)` child, hence half.
  const kept = new Uint8Array(count);
  const wanted = Math.max(1, Math.floor(maxNodes / 2));
  const lightest = totals.slice().sort()[count - wanted] as number;
  let left = wanted;
  for (const total of totals) if (total > lightest) left--;
  for (let node = 0; node < count; node++) {
    const total = totals[node] as number;
    // Of nodes as heavy as the lightest that is kept, the first.
    if (total > lightest || (total === lightest && left-- > 0)) kept[node] = 1;
  }
  kept[0] = 1;
  const builder = new TreeBuilder(maxNodes, () => prunedFrame);
  const nodes = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    if (i > 0) {
      const above = tree.parent[i] as number;
      const parent = nodes[above] as number;
      nodes[i] = kept[i]
        ? builder.child(parent, tree.frame[i] as number)
        : kept[above]
          ? builder.child(parent, prunedFrame)
          : parent;
    }
    builder.add(
      nodes[i] as number,
      tree.samples[i] as number,
      tree.wallMicros[i] as number,
      tree.cpuMicros[i] as number,
    );
  }
  return builder.finish();
}
