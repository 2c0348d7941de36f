import type { Held } from './held.ts';

/**
 * Stacks merged from the root down, as flat arrays: node i's caller is node `parent[i]`, parents come first, node 0 is
 * the root. Weights are each node's own (self); they are whole numbers, so that sums are exact in any order.
 */
export interface CallTree {
  readonly parent: Int32Array;
  /** An index into the window's frames. The root's is -1. */
  readonly frame: Int32Array;
  readonly samples: Float64Array;
  readonly wallMicros: Float64Array;
  readonly cpuMicros: Float64Array;
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

/** What most rows of a window have, so all share one. */
export const emptyTree: CallTree = {
  parent: Int32Array.of(-1),
  frame: Int32Array.of(-1),
  samples: new Float64Array(1),
  wallMicros: new Float64Array(1),
  cpuMicros: new Float64Array(1),
};

/** In arrays that grow by half, so with a quarter to spare. */
const bytesPerNode = 7 * 8 * 1.25;
const bytesPerBuilder = 500;
const bytesPerIndexed = 40;

/** Nodes with more children have an index of them: looking at each would take longer than all else. */
const fewChildren = 24;

/** A tree that is being filled. Weight that would need more than `maxNodes` nodes goes to one `(pruned)` node. */
export class TreeBuilder {
  readonly #maxNodes: number;
  readonly #prunedFrame: () => number;
  readonly #held: Held;
  readonly #parent: number[] = [-1];
  readonly #frame: number[] = [-1];
  readonly #firstChild: number[] = [0];
  readonly #nextSibling: number[] = [0];
  readonly #samples: number[] = [0];
  readonly #wall: number[] = [0];
  readonly #cpu: number[] = [0];
  #indexes: Map<number, Map<number, number>> | undefined;
  #prunedNode = 0;

  constructor(maxNodes: number, prunedFrame: () => number, held: Held = { bytes: 0 }) {
    this.#maxNodes = maxNodes;
    this.#prunedFrame = prunedFrame;
    this.#held = held;
    held.bytes += bytesPerBuilder;
  }

  get size(): number {
    return this.#parent.length;
  }

  /** The node for a call of `frame` from `parent`, made when it is new. */
  child(parent: number, frame: number): number {
    let node = this.#firstChild[parent] as number;
    for (let step = 0; node !== 0 && step < fewChildren; step++) {
      if (this.#frame[node] === frame) return node;
      node = this.#nextSibling[node] as number;
    }
    const known = node === 0 ? undefined : this.#indexOf(parent).get(frame);
    if (known !== undefined) return known;
    if (this.size >= this.#maxNodes) return this.#pruned();
    return this.#append(parent, frame);
  }

  add(node: number, samples: number, wallMicros: number, cpuMicros: number): void {
    this.#samples[node] = (this.#samples[node] as number) + samples;
    this.#wall[node] = (this.#wall[node] as number) + wallMicros;
    this.#cpu[node] = (this.#cpu[node] as number) + cpuMicros;
  }

  /** Adds a whole tree, whose frames are renumbered by `frames`. */
  merge(tree: CallTree, frames: Int32Array): void {
    const nodes = new Int32Array(tree.parent.length);
    for (let i = 0; i < nodes.length; i++) {
      if (i > 0) {
        nodes[i] = this.child(
          nodes[tree.parent[i] as number] as number,
          frames[tree.frame[i] as number] as number,
        );
      }
      this.add(
        nodes[i] as number,
        tree.samples[i] as number,
        tree.wallMicros[i] as number,
        tree.cpuMicros[i] as number,
      );
    }
  }

  finish(): CallTree {
    if (this.size === 1 && this.#samples[0] === 0 && this.#wall[0] === 0 && this.#cpu[0] === 0)
      return emptyTree;
    return {
      parent: Int32Array.from(this.#parent),
      frame: Int32Array.from(this.#frame),
      samples: Float64Array.from(this.#samples),
      wallMicros: Float64Array.from(this.#wall),
      cpuMicros: Float64Array.from(this.#cpu),
    };
  }

  /** The children of a node that has many, by frame. */
  #indexOf(parent: number): Map<number, number> {
    this.#indexes ??= new Map();
    let index = this.#indexes.get(parent);
    if (index === undefined) {
      index = new Map();
      for (let node = this.#firstChild[parent] as number; node !== 0; ) {
        index.set(this.#frame[node] as number, node);
        node = this.#nextSibling[node] as number;
      }
      this.#indexes.set(parent, index);
      this.#held.bytes += bytesPerIndexed * index.size;
    }
    return index;
  }

  #pruned(): number {
    if (this.#prunedNode === 0) this.#prunedNode = this.#append(0, this.#prunedFrame());
    return this.#prunedNode;
  }

  #append(parent: number, frame: number): number {
    const node = this.#parent.length;
    this.#parent.push(parent);
    this.#frame.push(frame);
    this.#firstChild.push(0);
    this.#nextSibling.push(this.#firstChild[parent] as number);
    this.#firstChild[parent] = node;
    this.#samples.push(0);
    this.#wall.push(0);
    this.#cpu.push(0);
    this.#held.bytes += bytesPerNode;
    const index = this.#indexes?.get(parent);
    if (index !== undefined) {
      index.set(frame, node);
      this.#held.bytes += bytesPerIndexed;
    }
    return node;
  }
}

/** Each node's own weight and all below it. */
export function totalsOf({ parent }: CallTree, self: Float64Array): Float64Array {
  const total = self.slice();
  for (let i = parent.length - 1; i > 0; i--) {
    const above = parent[i] as number;
    total[above] = (total[above] as number) + (total[i] as number);
  }
  return total;
}

/** The whole tree's weight. It is kept: reports ask for it several times, and most trees stay as they are. */
export function weightOf(tree: CallTree): Weight {
  let weight = weights.get(tree);
  if (weight === undefined) weights.set(tree, (weight = addUp(tree)));
  return weight;
}

const weights = new WeakMap<CallTree, Weight>();

function addUp(tree: CallTree): Weight {
  let samples = 0;
  let wallMicros = 0;
  let cpuMicros = 0;
  // A plain loop: there can be a million nodes.
  for (let i = 0; i < tree.parent.length; i++) {
    samples += tree.samples[i] as number;
    wallMicros += tree.wallMicros[i] as number;
    cpuMicros += tree.cpuMicros[i] as number;
  }
  return { samples, wallMicros, cpuMicros };
}

/** The same tree with its nodes in the one order that its content defines: equal trees become equal bytes. */
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
  const inOrder = (values: Float64Array): Float64Array => {
    const ordered = new Float64Array(count);
    for (let at = 0; at < count; at++) ordered[at] = values[order[at] as number] as number;
    return ordered;
  };
  const parent = new Int32Array(count).fill(-1);
  const frame = new Int32Array(count);
  for (let at = 0; at < count; at++) {
    const node = order[at] as number;
    if (node !== 0) parent[at] = place[tree.parent[node] as number] as number;
    frame[at] = tree.frame[node] as number;
  }
  const ordered = {
    parent,
    frame,
    samples: inOrder(tree.samples),
    wallMicros: inOrder(tree.wallMicros),
    cpuMicros: inOrder(tree.cpuMicros),
  };
  canonical.add(ordered);
  return ordered as CallTree as DepthFirstTree;
}

/** Trees that are in that order: most merges leave most trees as they are, and need not look at each node. */
const canonical = new WeakSet<CallTree>([emptyTree]);

function isCanonical(tree: CallTree): tree is DepthFirstTree {
  return canonical.has(tree);
}

/**
 * The tree with other numbers for its frames, in its order; `undefined` where that would take sorting. `numbers` must
 * grow with the frames.
 */
export function renumbered(tree: CallTree, numbers: Int32Array): CallTree | undefined {
  if (!canonical.has(tree)) return undefined;
  const frame = tree.frame.map((at, node) => (node === 0 ? at : (numbers[at] as number)));
  if (frame.every((at, node) => at === tree.frame[node])) return tree;
  const same = { ...tree, frame };
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
  /** Nodes with children that are not sorted yet: few, as most trees are merged of sorted ones. */
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
