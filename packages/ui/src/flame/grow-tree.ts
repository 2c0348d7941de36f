import type { Frame } from '../data/model.ts';
import type { CallTree } from './call-tree.ts';

/** Builds a tree node by node, from the root down; the same call below the same parent is one node. */
export class TreeGrower {
  readonly #frames: readonly Frame[];
  readonly #parent: number[] = [0];
  readonly #frame: number[] = [-1];
  readonly #samples: number[] = [0];
  readonly #cpuMicros: number[] = [0];
  readonly #wallMicros: number[] = [0];
  readonly #children = new Map<number, number>();

  constructor(frames: readonly Frame[]) {
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
    this.#samples.push(0);
    this.#cpuMicros.push(0);
    this.#wallMicros.push(0);
    return node;
  }

  /** Adds the own weights of a node of another tree. */
  add(node: number, from: CallTree, source: number): void {
    this.#samples[node]! += from.samples[source] as number;
    this.#cpuMicros[node]! += from.cpuMicros[source] as number;
    this.#wallMicros[node]! += from.wallMicros[source] as number;
  }

  finish(): CallTree {
    return {
      frames: this.#frames,
      parent: Int32Array.from(this.#parent),
      frame: Int32Array.from(this.#frame),
      samples: Float64Array.from(this.#samples),
      cpuMicros: Float64Array.from(this.#cpuMicros),
      wallMicros: Float64Array.from(this.#wallMicros),
    };
  }
}
