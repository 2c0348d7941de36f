import type { ShownFrame } from '../../../core/src/presentation/fold-frameworks.ts';
import { Queue } from '../../../core/src/profile/queue.ts';
import type { CallTree, Weights } from './call-tree.ts';
import { TreeGrower } from './grow-tree.ts';

/** A stack appears in as many places as it is deep, so without a limit the tree would not fit in memory. */
const mostCalls = 50_000;
/** Bounds the time for a deep tree with few calls. */
const mostSteps = 5_000_000;

const rest: ShownFrame = {
  id: '(pruned) :0',
  name: '(pruned)',
  file: '',
  line: 0,
  column: 0,
  origin: 'native',
};

/** A call whose callers are not added yet: the nodes that spent the time, and how far up their stacks it is. */
interface Edge {
  readonly place: number;
  readonly weight: number;
  readonly leaves: readonly number[];
  readonly callers: readonly number[];
}

export interface Inverted {
  readonly tree: CallTree;
  /** Whether callers were left out: `(pruned)` stands for them. */
  readonly cut: boolean;
}

/**
 * Inverts the tree: the first row has the functions that spent the time, with their callers below. It grows the
 * heaviest calls first, up to a limit, so that only the least visible calls are left out.
 */
export function invert(tree: CallTree, own: Float64Array, limit = mostCalls): Inverted {
  const grower = new TreeGrower([...tree.frames, rest]);
  const edges = new Queue<Edge>(
    (a, b) => a.weight > b.weight || (a.weight === b.weight && a.place < b.place),
  );
  const leaves: number[] = [];
  for (let leaf = 1; leaf < tree.parent.length; leaf++) {
    if (hasOwn(tree, leaf) || (tree.base !== undefined && hasOwn(tree.base, leaf))) leaves.push(leaf);
  }
  edges.add({ place: 0, weight: Number.POSITIVE_INFINITY, leaves, callers: leaves });
  let calls = 0;
  let steps = 0;
  for (let edge = edges.first; edge !== undefined; edge = edges.first) {
    // The first row is always complete: it shows which functions spent the time.
    if (edge.place !== 0 && (calls >= limit || steps >= mostSteps)) break;
    edges.removeFirst();
    steps += edge.leaves.length;
    for (const next of grow(edge, tree, own, grower)) {
      calls++;
      edges.add(next);
    }
  }
  let cut = false;
  for (const { place, leaves: left, callers } of edges.items) {
    for (const [index, leaf] of left.entries()) {
      const ends = callers[index] === 0;
      cut ||= !ends;
      grower.add(ends ? place : grower.child(place, tree.frames.length), tree, leaf);
    }
  }
  const grown = grower.finish();
  return { tree: cut ? grown : { ...grown, frames: tree.frames }, cut };
}

function hasOwn({ samples, cpuMicros, wallMicros }: Weights, node: number): boolean {
  return Boolean(samples[node] || cpuMicros[node] || wallMicros[node]);
}

/** Adds the callers of one call; stacks without further callers end there. */
function grow(
  { place, leaves, callers }: Edge,
  tree: CallTree,
  own: Float64Array,
  grower: TreeGrower,
): Edge[] {
  const gathered = new Map<number, { weight: number; leaves: number[]; callers: number[] }>();
  for (const [index, leaf] of leaves.entries()) {
    const node = callers[index] as number;
    if (node === 0) {
      grower.add(place, tree, leaf);
      continue;
    }
    const frame = tree.frame[node] as number;
    let group = gathered.get(frame);
    if (group === undefined) {
      group = { weight: 0, leaves: [], callers: [] };
      gathered.set(frame, group);
    }
    group.weight += own[leaf] as number;
    group.leaves.push(leaf);
    group.callers.push(tree.parent[node] as number);
  }
  return Array.from(gathered, ([frame, group]) => ({ ...group, place: grower.child(place, frame) }));
}
