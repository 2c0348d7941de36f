import { appName, ownName } from '../own-frames.ts';
import { type Frame, rootFrame, type StackTree } from './stack-tree.ts';

/** Whose work a call is: the app's, the profiler's with all that it calls, or the profiler's on the way back to the app. */
const Owner = { app: 0, own: 1, back: 2 } as const;

/**
 * Builds a `StackTree` from an engine's tree, without the profiler's frames: a user's handler becomes a child of the
 * profiler's caller, and a stack that ends in the profiler's code is marked as its own work. Libraries and built-ins
 * that the profiler calls are its work too.
 */
export class TreeFlattener {
  readonly #parent: number[] = [-1];
  readonly #frame: Frame[] = [rootFrame];
  readonly #owner: number[] = [Owner.app];

  /** Adds a call of `frame` under node `parent` and returns its number. */
  add(parent: number, frame: Frame): number {
    const number = this.#parent.length;
    this.#parent.push(parent);
    this.#frame.push(frame);
    this.#owner.push(ownerOf(frame.name, this.#owner[parent] as number));
    return number;
  }

  finish(): StackTree {
    const parent = Int32Array.from(this.#parent);
    // Parents come first, so one pass lifts every node over the profiler's frames above it.
    for (let i = 1; i < parent.length; i++) {
      const above = parent[i] as number;
      if (this.#owner[i] === Owner.app && this.#owner[above] !== Owner.app)
        parent[i] = this.#lift(parent, above);
    }
    return {
      parent,
      frame: this.#frame,
      own: Uint8Array.from(this.#owner, (owner) => (owner === Owner.app ? 0 : 1)),
    };
  }

  #lift(parent: Int32Array, node: number): number {
    let above = node;
    while (this.#owner[above] !== Owner.app) above = parent[above] as number;
    return above;
  }
}

function ownerOf(name: string, caller: number): number {
  if (name === ownName) return Owner.own;
  if (name === appName) return Owner.back;
  return caller === Owner.own ? Owner.own : Owner.app;
}
