import { Bucket } from '../sample/scope.ts';
import type { OffTime } from '../sample/source.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { nativeFrame } from './native-frame.ts';
import type { TreeBuilder } from './tree-builder.ts';
import { firstRequestName, ioName, notFollowedName, offName, type RuntimeWindow } from './window.ts';

/** Where samples of one kind of work go: a tree, and the node that stands for the work's outermost caller. */
export interface Destination {
  readonly tree: TreeBuilder;
  readonly top: number;
}

/** What belongs to no route, while a window is filled. */
export class RuntimeBuilder {
  readonly #background: Destination;
  readonly #profiler: Destination;
  readonly #numberOf: (frame: Frame) => number;
  #discarded: Destination | undefined;
  #notFollowed: Destination | undefined;
  #idleMicros = 0;
  #gcMicros = 0;
  #gcCpuMicros = 0;
  #gcSamples = 0;
  #lost = 0;
  #offMicros = 0;

  /** @param numberOf A frame's number in the window. */
  constructor(newTree: () => TreeBuilder, numberOf: (frame: Frame) => number) {
    this.#background = { tree: newTree(), top: 0 };
    this.#profiler = { tree: newTree(), top: 0 };
    this.#numberOf = numberOf;
  }

  /** The place for samples of a bucket that is no route. Those of no known route are background. */
  destinationOf(bucket: number): Destination {
    if (bucket === Bucket.profiler) return this.#profiler;
    if (bucket === Bucket.discarded) return (this.#discarded ??= this.#inBackground(firstRequestName));
    if (bucket === Bucket.notFollowed) return (this.#notFollowed ??= this.#inBackground(notFollowedName));
    return this.#background;
  }

  addGc(wallMicros: number, cpuMicros: number): void {
    this.#gcMicros += wallMicros;
    this.#gcCpuMicros += cpuMicros;
    this.#gcSamples++;
  }

  addIdle(idleMicros: number): void {
    this.#idleMicros += idleMicros;
  }

  addIo(micros: number): void {
    if (micros > 0) this.#addNative(ioName, micros, micros);
  }

  addOff({ micros, wallMicros, cpuMicros }: OffTime): void {
    this.#offMicros += micros;
    if (wallMicros > 0) this.#addNative(offName, wallMicros, cpuMicros);
  }

  addLost(samples: number): void {
    this.#lost += samples;
  }

  /** Yields between trees. */
  *finishSteps(): Generator<void, RuntimeWindow> {
    const background = this.#background.tree.finish();
    yield;
    return {
      idleMicros: this.#idleMicros,
      gcMicros: this.#gcMicros,
      gcSamples: this.#gcSamples,
      gcCpuMicros: this.#gcCpuMicros,
      background,
      profiler: this.#profiler.tree.finish(),
      lost: this.#lost,
      ...(this.#offMicros > 0 && { offMicros: this.#offMicros }),
    };
  }

  #addNative(name: string, wallMicros: number, cpuMicros: number): void {
    const { tree, top } = this.#inBackground(name);
    tree.add(top, 0, wallMicros, cpuMicros);
  }

  #inBackground(name: string): Destination {
    const { tree } = this.#background;
    return { tree, top: tree.child(0, this.#numberOf(nativeFrame(name))) };
  }
}
