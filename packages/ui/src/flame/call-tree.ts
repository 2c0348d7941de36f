import type { ShownFrame } from '../../../core/src/presentation/fold-frameworks.ts';
import type { FlameGraph } from '../../../core/src/presentation/model/flame.ts';
import type { Weight } from '../data/address.ts';

/** A call tree in typed arrays. Parents come before their children; node 0 is the root; weights are self weights. */
export interface CallTree {
  readonly frames: readonly ShownFrame[];
  readonly parent: Int32Array;
  /** Index into `frames`, or -1 for the root. */
  readonly frame: Int32Array;
  readonly samples: Float64Array;
  readonly cpuMicros: Float64Array;
  readonly wallMicros: Float64Array;
  /** The weights of the same nodes in the baseline. */
  readonly base?: Weights;
}

export type Weights = Pick<CallTree, 'samples' | 'cpuMicros' | 'wallMicros'>;

/** The tree of a report's JSON. */
export function treeOf(flame: FlameGraph): CallTree {
  const frame = Int32Array.from(flame.frame);
  frame[0] = -1;
  return {
    frames: flame.frames,
    parent: Int32Array.from(flame.parent),
    frame,
    ...typed(flame),
    ...(flame.base === undefined ? {} : { base: typed(flame.base) }),
  };
}

function typed({ samples, cpuMicros, wallMicros }: Pick<FlameGraph, keyof Weights>): Weights {
  return {
    samples: Float64Array.from(samples),
    cpuMicros: Float64Array.from(cpuMicros),
    wallMicros: Float64Array.from(wallMicros),
  };
}

/** The self weights of the nodes, by the chosen weight. */
export function weightsOf(tree: Weights, weight: Weight): Float64Array {
  if (weight === 'samples') return tree.samples;
  return weight === 'wall' ? tree.wallMicros : tree.cpuMicros;
}
