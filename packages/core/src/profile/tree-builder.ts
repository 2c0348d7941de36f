import { type CallTree, orEmpty } from './call-tree.ts';
import type { Held } from './held.ts';
import { type Measure, sharedMeasures, workMeasures } from './measure.ts';

/** Arrays grow by half, so on average a quarter is spare. */
const bytesPerNode = 4 * 8 * 1.25;
const bytesPerNumber = 8 * 1.25;
const bytesPerBuilder = 500;
const bytesPerIndexed = 40;

/** Nodes with more children get an index: searching through them would take longer than everything else. */
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
  readonly #measures: readonly Measure[];
  readonly #columns: number[][];
  #indexes: Map<number, Map<number, number>> | undefined;
  #prunedNode = 0;

  constructor(
    maxNodes: number,
    prunedFrame: () => number,
    held: Held = { bytes: 0 },
    measures: readonly Measure[] = workMeasures,
  ) {
    this.#measures = measures;
    this.#columns = measures.map(() => [0]);
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

  /** Adds to the first three columns, which are those of `workMeasures` unless the builder was made with others. */
  add(node: number, samples: number, wallMicros: number, cpuMicros: number): void {
    const [first, second, third] = this.#columns as [number[], number[], number[]];
    first[node] = (first[node] as number) + samples;
    second[node] = (second[node] as number) + wallMicros;
    third[node] = (third[node] as number) + cpuMicros;
  }

  addTo(column: number, node: number, value: number): void {
    const values = this.#columns[column] as number[];
    values[node] = (values[node] as number) + value;
  }

  /** The nodes for those of another tree, whose frames are renumbered by `frames`. */
  nodesOf(tree: CallTree, frames: Int32Array): Int32Array {
    const nodes = new Int32Array(tree.parent.length);
    for (let i = 1; i < nodes.length; i++) {
      nodes[i] = this.child(
        nodes[tree.parent[i] as number] as number,
        frames[tree.frame[i] as number] as number,
      );
    }
    return nodes;
  }

  finish(): CallTree {
    return orEmpty({
      // Much faster than `from`.
      parent: new Int32Array(this.#parent),
      frame: new Int32Array(this.#frame),
      measures: sharedMeasures(this.#measures),
      columns: this.#columns.map((column) => new Float64Array(column)),
    });
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
    const columns = this.#columns;
    // Each sample may come here: an iterator costs more than all else.
    for (let i = 0; i < columns.length; i++) (columns[i] as number[]).push(0);
    this.#held.bytes += bytesPerNode + bytesPerNumber * this.#columns.length;
    const index = this.#indexes?.get(parent);
    if (index !== undefined) {
      index.set(frame, node);
      this.#held.bytes += bytesPerIndexed;
    }
    return node;
  }
}
