import type { ShownFrame } from '../../../core/src/presentation/fold-frameworks.ts';
import type { CallTree, Weights } from './call-tree.ts';

/** Builds a tree node by node, from the root down; the same call below the same parent is one node. */
export class TreeGrower {
  readonly #frames: readonly ShownFrame[];
  readonly #parent: number[] = [0];
  readonly #frame: number[] = [-1];
  readonly #own = new WeightLists();
  readonly #base = new WeightLists();
  #compares = false;
  readonly #children = new Map<number, number>();

  constructor(frames: readonly ShownFrame[]) {
    this.#frames = frames;
  }

  frameOf(node: number): number {
    return this.#frame[node] as number;
  }

  /** The child of `parent` for this frame. */
  child(parent: number, frame: number): number {
    const key = parent * this.#frames.length + frame;
    const known = this.#children.get(key);
    if (known !== undefined) return known;
    const node = this.#parent.length;
    this.#children.set(key, node);
    this.#parent.push(parent);
    this.#frame.push(frame);
    return node;
  }

  /** Adds the self weights of a node of another tree. */
  add(node: number, from: CallTree, source: number): void {
    this.#own.add(node, from, source);
    if (from.base === undefined) return;
    this.#base.add(node, from.base, source);
    this.#compares = true;
  }

  finish(): CallTree {
    const count = this.#parent.length;
    return {
      frames: this.#frames,
      parent: Int32Array.from(this.#parent),
      frame: Int32Array.from(this.#frame),
      ...this.#own.finish(count),
      ...(this.#compares ? { base: this.#base.finish(count) } : {}),
    };
  }
}

class WeightLists {
  readonly #samples: number[] = [];
  readonly #cpuMicros: number[] = [];
  readonly #wallMicros: number[] = [];

  add(node: number, from: Weights, source: number): void {
    this.#samples[node] = (this.#samples[node] ?? 0) + (from.samples[source] as number);
    this.#cpuMicros[node] = (this.#cpuMicros[node] ?? 0) + (from.cpuMicros[source] as number);
    this.#wallMicros[node] = (this.#wallMicros[node] ?? 0) + (from.wallMicros[source] as number);
  }

  finish(count: number): Weights {
    const typed = (values: readonly number[]): Float64Array =>
      Float64Array.from({ length: count }, (_, node) => values[node] ?? 0);
    return {
      samples: typed(this.#samples),
      cpuMicros: typed(this.#cpuMicros),
      wallMicros: typed(this.#wallMicros),
    };
  }
}
