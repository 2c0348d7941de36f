import { type CallTree, type DepthFirstTree, emptyTree } from './call-tree.ts';
import { renumberedLines } from './line-table.ts';
import { type Measure, measureOrder, workMeasures } from './measure.ts';

/** The same tree with its nodes and measures in the one order that its content defines: equal trees become equal bytes. */
export function canonicalTree(tree: CallTree): DepthFirstTree {
  if (isCanonical(tree)) return tree;
  const count = tree.parent.length;
  const { children, firstOf } = childrenOf(tree);
  const order = new Int32Array(count);
  const place = new Int32Array(count);
  const stack = new Int32Array(count);
  let depth = 1;
  for (let at = 0; depth > 0; at++) {
    const node = stack[--depth] as number;
    order[at] = node;
    place[node] = at;
    for (let i = (firstOf[node + 1] as number) - 1; i >= (firstOf[node] as number); i--) {
      stack[depth++] = children[i] as number;
    }
  }
  const parent = new Int32Array(count).fill(-1);
  const frame = new Int32Array(count);
  for (let at = 0; at < count; at++) {
    const node = order[at] as number;
    if (node !== 0) parent[at] = place[tree.parent[node] as number] as number;
    frame[at] = tree.frame[node] as number;
  }
  const { measures, columns } = sortedMeasures(tree);
  const ordered: CallTree = {
    parent,
    frame,
    measures,
    columns: columns.map((column) => inOrder(column, order)),
    ...(tree.lines && { lines: tree.lines }),
  };
  canonical.add(ordered);
  return ordered as DepthFirstTree;
}

function sortedMeasures({ measures, columns }: CallTree): Pick<CallTree, 'measures' | 'columns'> {
  if (measures === workMeasures) return { measures, columns };
  const places = measureOrder(measures);
  return {
    measures: places.map((place) => measures[place] as Measure),
    columns: places.map((place) => columns[place] as Float64Array),
  };
}

function inOrder(column: Float64Array, order: Int32Array): Float64Array {
  const ordered = new Float64Array(order.length);
  for (let at = 0; at < order.length; at++) ordered[at] = column[order[at] as number] as number;
  return ordered;
}

/** Trees that are in that order: most merges leave most trees as they are, and need not look at each node. */
const canonical = new WeakSet<CallTree>([emptyTree]);

function isCanonical(tree: CallTree): tree is DepthFirstTree {
  return canonical.has(tree);
}

/**
 * The tree with other numbers for its frames, in the same order; `undefined` if it would have to be sorted first.
 * `numbers` must be ascending.
 */
export function renumbered(tree: CallTree, numbers: Int32Array): CallTree | undefined {
  if (!canonical.has(tree)) return undefined;
  const frame = tree.frame.map((at, node) => (node === 0 ? at : (numbers[at] as number)));
  const lines = tree.lines && renumberedLines(tree.lines, numbers);
  if (lines === undefined && frame.every((at, node) => at === tree.frame[node])) return tree;
  const same = { ...tree, frame, ...(lines && { lines }) };
  canonical.add(same);
  return same;
}

/** All children, those of node i from place `firstOf[i]` to before `firstOf[i + 1]`, sorted by their frames. */
function childrenOf({ parent, frame }: CallTree): { children: Int32Array; firstOf: Int32Array } {
  const count = parent.length;
  const firstOf = new Int32Array(count + 1);
  for (let i = 1; i < count; i++) {
    const after = (parent[i] as number) + 1;
    firstOf[after] = (firstOf[after] as number) + 1;
  }
  for (let i = 1; i <= count; i++) firstOf[i] = (firstOf[i] as number) + (firstOf[i - 1] as number);
  const children = new Int32Array(Math.max(0, count - 1));
  const free = firstOf.slice();
  /** Nodes with children that are not sorted yet: few, as most trees are merged from sorted ones. */
  const unsorted = new Set<number>();
  for (let i = 1; i < count; i++) {
    const above = parent[i] as number;
    const at = free[above] as number;
    free[above] = at + 1;
    children[at] = i;
    const isFirst = at === firstOf[above];
    if (!isFirst && (frame[children[at - 1] as number] as number) > (frame[i] as number)) unsorted.add(above);
  }
  for (const node of unsorted) {
    children
      .subarray(firstOf[node], firstOf[node + 1])
      .sort((a, b) => (frame[a] as number) - (frame[b] as number));
  }
  return { children, firstOf };
}
