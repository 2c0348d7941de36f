import type { CallTree, DepthFirstTree, Weight, WorkColumns } from './call-tree.ts';
import { plant, treeOf } from './forest.ts';
import { Queue } from './queue.ts';
import { TreeBuilder } from './tree-builder.ts';

export interface HeaviestOptions {
  /** The number that each frame of the trees gets in the sum. */
  readonly frames: Int32Array;
  /** Merge only the outermost calls of this frame of the sum, and what is below them; without it whole stacks. */
  readonly from?: number | undefined;
  /** For each tree, the frame of the sum to put it below: its first level. */
  readonly tops?: Int32Array | undefined;
  /** The largest number of nodes to make, `(pruned)` ones included; at least 3. */
  readonly maxNodes: number;
  readonly prunedFrame: number;
  /** Weight that is in no tree: one more call from the root, beyond `maxNodes`, which is never pruned. */
  readonly beside?: { readonly frame: number; readonly weight: Weight } | undefined;
}

export interface HeaviestTree {
  readonly tree: CallTree;
  /** How many nodes of the given trees went to `(pruned)`: the same stack in two trees counts twice. */
  readonly prunedNodes: number;
}

/** A node of the sum that is known, but not made yet. */
interface Call {
  /** The calling node, which is made. */
  readonly above: number;
  readonly frame: number;
  /** With all below it. */
  totalMicros: number;
  /** One of the nodes of the forest that add up to it; `next` has the others. */
  nodes: number;
}

/** It yields after this many nodes, which take a millisecond or two. */
const nodesAtOnce = 2_048;

/**
 * Adds trees up and prunes the sum to its heaviest nodes, without ever making the others. The sum grows from the root
 * down: it makes the heaviest of all known calls, and only then looks for the calls below it, in all trees. No call is
 * heavier than its caller, so it misses none that is heavier. When `maxNodes` are made, the remaining calls become one
 * `(pruned)` node below their caller, with their whole weight.
 *
 * Which nodes are made is the same in any order of the trees. Heavy means wall time, as for `pruneTree`.
 */
export function* mergeHeaviest(
  trees: readonly DepthFirstTree[],
  { frames, from, tops, maxNodes, prunedFrame, beside }: HeaviestOptions,
): Generator<void, HeaviestTree> {
  const forest = yield* plant(trees);
  const { columns, roots, end, totalMicros } = forest;
  const next = new Int32Array(end.length).fill(-1);
  const sum = new TreeBuilder(Number.POSITIVE_INFINITY, () => prunedFrame);
  const known = new Queue<Call>(comesFirst);
  /** By frame: the call that was found last, from the current node or an earlier one. */
  const callOf: (Call | undefined)[] = [];
  /** By node of the sum: how many calls from it are not made, and whether it has a `(pruned)` node. */
  const waiting: number[] = [];
  const folded: boolean[] = [];
  /** Nodes of the sum that will get a `(pruned)` node if nothing more is made. */
  let owed = 0;
  let prunedNodes = 0;
  let work = 0;

  const isDue = (): boolean => {
    if (work < nodesAtOnce) return false;
    work = 0;
    return true;
  };
  const find = (above: number, frame: number, node: number, found: Call[]): void => {
    let call = callOf[frame];
    if (call === undefined || call.above !== above) {
      call = { above, frame, totalMicros: 0, nodes: -1 };
      callOf[frame] = call;
      found.push(call);
    }
    call.totalMicros += totalMicros[node] as number;
    next[node] = call.nodes;
    call.nodes = node;
  };
  const expect = (at: number, found: readonly Call[]): void => {
    waiting[at] = found.length;
    if (found.length > 0 && folded[at] !== true) owed++;
    for (const call of found) known.add(call);
  };
  const add = (at: number, number: number, i: number): void => {
    const { samples, wallMicros, cpuMicros } = columns[number] as WorkColumns;
    sum.add(at, samples[i] as number, wallMicros[i] as number, cpuMicros[i] as number);
  };
  /** Adds a node of the forest, and all below it, to the `(pruned)` node below its caller. */
  const fold = (above: number, number: number, node: number): void => {
    const tree = trees[number] as CallTree;
    const root = roots[number] as number;
    const at = sum.child(above, prunedFrame);
    folded[above] = true;
    const to = (end[node] as number) - root;
    for (let i = node - root; i < to; i++) {
      add(at, number, i);
      if (frames[tree.frame[i] as number] !== prunedFrame) prunedNodes++;
    }
    work += to + root - node;
  };
  /** Gives a new node of the sum its own weight, and finds the calls from it. */
  function* open(at: number, nodes: number): Generator<void> {
    const found: Call[] = [];
    for (let node = nodes; node >= 0; node = next[node] as number) {
      const number = treeOf(forest, node);
      const tree = trees[number] as CallTree;
      const root = roots[number] as number;
      add(at, number, node - root);
      const to = end[node] as number;
      for (let below = node + 1; below < to; below = end[below] as number) {
        const frame = frames[tree.frame[below - root] as number] as number;
        if (frame === prunedFrame) fold(at, number, below);
        else find(at, frame, below, found);
        work++;
      }
      work++;
      if (isDue()) yield;
    }
    expect(at, found);
  }
  /** Finds the outermost calls of one frame. */
  function* openFrom(wanted: number): Generator<void> {
    const found: Call[] = [];
    for (const [number, { parent, frame }] of trees.entries()) {
      const root = roots[number] as number;
      for (let i = 1; i < parent.length; ) {
        const isWanted = frames[frame[i] as number] === wanted;
        if (isWanted) find(0, wanted, root + i, found);
        i = isWanted ? (end[root + i] as number) - root : i + 1;
      }
      work += parent.length;
      if (isDue()) yield;
    }
    expect(0, found);
  }
  const hasBelow = (nodes: number): boolean => {
    for (let node = nodes; node >= 0; node = next[node] as number) {
      if ((end[node] as number) > node + 1) return true;
    }
    return false;
  };
  const isLast = (above: number): boolean => waiting[above] === 1 && folded[above] !== true;

  if (from !== undefined) yield* openFrom(from);
  else if (tops !== undefined) {
    const found: Call[] = [];
    roots.forEach((root, i) => void find(0, tops[i] as number, root, found));
    expect(0, found);
  } else {
    roots.forEach((root, i) => {
      if (i > 0) next[root] = roots[i - 1] as number;
    });
    yield* open(0, roots.at(-1) ?? -1);
  }
  for (let call = known.first; call !== undefined; call = known.first) {
    const { above, frame, nodes } = call;
    const more = 1 + (hasBelow(nodes) ? 1 : 0) - (isLast(above) ? 1 : 0);
    if (sum.size + owed + more > maxNodes) break;
    known.removeFirst();
    if (isLast(above)) owed--;
    waiting[above] = (waiting[above] as number) - 1;
    yield* open(sum.child(above, frame), nodes);
  }
  for (const { above, nodes } of known.items) {
    for (let node = nodes; node >= 0; node = next[node] as number) {
      fold(above, treeOf(forest, node), node);
      if (isDue()) yield;
    }
  }
  if (beside !== undefined) {
    const { samples, wallMicros, cpuMicros } = beside.weight;
    sum.add(sum.child(0, beside.frame), samples, wallMicros, cpuMicros);
  }
  return { tree: sum.finish(), prunedNodes };
}

/** The heavier call comes first. Equal ones are ordered by caller and frame, never by the order of the trees. */
function comesFirst(a: Call, b: Call): boolean {
  if (a.totalMicros !== b.totalMicros) return a.totalMicros > b.totalMicros;
  return a.above === b.above ? a.frame < b.frame : a.above < b.above;
}
