import { totalsOf } from '../../../core/src/profile/call-tree.ts';
import type { CallTree } from './call-tree.ts';

/**
 * Where every box is, depth first: a box is followed by all boxes below it, up to `end`. So a box that is too narrow to
 * be seen is skipped with everything below it in one step.
 */
export interface Layout {
  /** Node of the tree. */
  readonly node: Int32Array;
  readonly depth: Int32Array;
  /** In units of the weight, from the left edge. */
  readonly start: Float64Array;
  /** Total weight, which is the width. */
  readonly total: Float64Array;
  readonly own: Float64Array;
  /** Index after the last box below this one. */
  readonly end: Int32Array;
  /** Box of the parent; the root's is its own. */
  readonly above: Int32Array;
  readonly levels: number;
}

/** Lays out a tree as an icicle: lower ranks first, then wider calls. */
export function layOut(
  tree: CallTree,
  own: Float64Array,
  rankOf: (frame: number) => number = () => 0,
): Layout {
  const totals = totalsOf(tree, own);
  const children = sortedChildren(tree, totals, rankOf);
  const count = tree.parent.length;
  const layout = {
    node: new Int32Array(count),
    depth: new Int32Array(count),
    start: new Float64Array(count),
    total: new Float64Array(count),
    own: new Float64Array(count),
    end: new Int32Array(count),
    above: new Int32Array(count),
  };
  const boxOf = new Int32Array(count);
  const right = new Float64Array(count);
  const stack = [0];
  let box = 0;
  let levels = 0;
  while (stack.length > 0) {
    const node = stack.pop() as number;
    const above = node === 0 ? 0 : (boxOf[tree.parent[node] as number] as number);
    const start = node === 0 ? 0 : (right[above] as number);
    const total = totals[node] as number;
    const depth = node === 0 ? 0 : (layout.depth[above] as number) + 1;
    layout.node[box] = node;
    layout.depth[box] = depth;
    layout.start[box] = start;
    layout.total[box] = total;
    layout.own[box] = own[node] as number;
    layout.above[box] = above;
    layout.end[box] = box + 1;
    boxOf[node] = box;
    // The self time of a function is the free space at the right end of its box.
    right[box] = start;
    if (node !== 0) right[above] = start + total;
    levels = Math.max(levels, depth + 1);
    for (let at = (children.first[node + 1] as number) - 1; at >= (children.first[node] as number); at--) {
      stack.push(children.list[at] as number);
    }
    box++;
  }
  for (let at = count - 1; at > 0; at--) {
    const above = layout.above[at] as number;
    layout.end[above] = Math.max(layout.end[above] as number, layout.end[at] as number);
  }
  return { ...layout, levels };
}

/** Children of `node` are `list[first[node]]` up to `list[first[node + 1]]`. */
function sortedChildren(tree: CallTree, totals: Float64Array, rankOf: (frame: number) => number) {
  const count = tree.parent.length;
  const first = new Int32Array(count + 1);
  for (let node = 1; node < count; node++) first[(tree.parent[node] as number) + 1]!++;
  for (let node = 0; node < count; node++) first[node + 1]! += first[node] as number;
  const next = first.slice();
  const list = new Int32Array(Math.max(0, count - 1));
  for (let node = 1; node < count; node++) list[next[tree.parent[node] as number]!++] = node;
  const rank = Float64Array.from(tree.frame, (frame) => (frame < 0 ? 0 : rankOf(frame)));
  const compare = (a: number, b: number): number =>
    (rank[a] as number) - (rank[b] as number) || (totals[b] as number) - (totals[a] as number) || a - b;
  for (let node = 0; node < count; node++) {
    const [from, to] = [first[node] as number, first[node + 1] as number];
    if (to - from > 1) list.subarray(from, to).sort(compare);
  }
  return { first, list };
}
