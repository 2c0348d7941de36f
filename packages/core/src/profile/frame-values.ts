import type { Frame } from '../sample/stack-tree.ts';
import { frameKey } from './frame-key.ts';
import type { Held } from './held.ts';

/** A frame, its key, and their places in two maps. */
const bytesPerFrame = 400;

/** Gives one object for all equal frames. Those of samples are that already; those of traces come from texts of stacks. */
export class FrameValues {
  readonly #held: Held;
  readonly #byKey = new Map<string, Frame>();
  /** Building a key takes longer than all else. */
  readonly #known = new WeakMap<Frame, Frame>();

  constructor(held: Held) {
    this.#held = held;
  }

  of(frame: Frame): Frame {
    let value = this.#known.get(frame);
    if (value !== undefined) return value;
    const key = frameKey(frame);
    value = this.#byKey.get(key);
    if (value === undefined) {
      this.#byKey.set(key, (value = frame));
      this.#held.bytes += bytesPerFrame;
    }
    this.#known.set(frame, value);
    return value;
  }
}
