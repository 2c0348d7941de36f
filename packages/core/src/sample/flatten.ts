import { type Frame, type OwnModules, rootFrame, type StackTree } from './stack-tree.ts';

/**
 * Builds a `StackTree` from an engine's own, leaving the profiler's frames out: a user's handler hangs from what
 * called the profiler, and a stack that ends in the profiler's code is marked as its own work.
 */
export class TreeFlattener {
  readonly #own: OwnModules;
  readonly #parent: number[] = [-1];
  readonly #frame: Frame[] = [rootFrame];
  readonly #isOwn: number[] = [0];

  constructor(own: OwnModules) {
    this.#own = own;
  }

  /** Adds a call of `frame` under node `parent` and returns its number. */
  add(parent: number, frame: Frame): number {
    const own = this.#own.has(frame.file);
    const inherits = this.#isOwn[parent] === 1 && servesProfiler(frame.file);
    const number = this.#parent.length;
    this.#parent.push(parent);
    this.#frame.push(frame);
    this.#isOwn.push(own || inherits ? 1 : 0);
    return number;
  }

  finish(): StackTree {
    const parent = Int32Array.from(this.#parent);
    // Parents come first, so one pass lifts every node over the profiler's frames above it.
    for (let i = 1; i < parent.length; i++) {
      const above = parent[i] as number;
      if (this.#isOwn[i] !== 1 && this.#isOwn[above] === 1) parent[i] = this.#lift(parent, above);
    }
    return { parent, frame: this.#frame, own: Uint8Array.from(this.#isOwn) };
  }

  #lift(parent: Int32Array, node: number): number {
    let above = node;
    while (this.#isOwn[above] === 1) above = parent[above] as number;
    return above;
  }
}

/**
 * Clocks, files, built-ins and libraries that the profiler calls are its work too, but for an emitter's `emit`: through
 * that the profiler stands between a request and a stream that hashes what arrives.
 */
function servesProfiler(file: string): boolean {
  if (file === '') return true;
  if (file.startsWith('node:')) return file !== 'node:events';
  return /[\\/]@datadog[\\/]pprof[\\/]|[\\/]re2js[\\/]/.test(file);
}
