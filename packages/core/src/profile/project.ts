import { type CallTree, workColumns } from './call-tree.ts';

/** A tree, and the factor for its times. */
export interface ScaledTree {
  readonly tree: CallTree;
  readonly scale: number;
}

/** The self weights of each node of a structure. */
export interface ProjectedWeights {
  /** Not scaled. */
  readonly samples: Float64Array;
  /** Scaled, and so no longer whole numbers. */
  readonly wallMicros: Float64Array;
  readonly cpuMicros: Float64Array;
}

export interface ProjectOptions {
  /** As for `mergeHeaviest`: the number that each frame of the trees has in the structure. */
  readonly frames: Int32Array;
  /** Only the outermost calls of this frame, and what is below them. */
  readonly from?: number | undefined;
  /** For each tree, the frame of the structure to put it below. */
  readonly tops?: Int32Array | undefined;
  readonly prunedFrame: number;
}

/**
 * Projects trees onto a structure that `mergeHeaviest` has made from them and others. A call that the structure has no
 * node for counts in the `(pruned)` node below its caller, so no weight is lost. Yields between trees.
 */
export function* projectTrees(
  structure: CallTree,
  trees: readonly ScaledTree[],
  { frames, from, tops, prunedFrame }: ProjectOptions,
): Generator<void, ProjectedWeights> {
  const count = structure.parent.length;
  const sums = {
    samples: new Float64Array(count),
    wallMicros: new Float64Array(count),
    cpuMicros: new Float64Array(count),
  };
  const frameCount = structure.frame.reduce((most, frame) => Math.max(most, frame), 0) + 1;
  const children = new Map<number, number>();
  for (let node = 1; node < count; node++) {
    children.set((structure.parent[node] as number) * frameCount + (structure.frame[node] as number), node);
  }
  const childOf = (place: number, frame: number): number | undefined =>
    frame < frameCount ? children.get(place * frameCount + frame) : undefined;

  const placeOf = (above: number, frame: number): number => {
    if (above === outside) return frame === from ? (childOf(0, frame) ?? outside) : outside;
    if (above > 0 && structure.frame[above] === prunedFrame) return above;
    return childOf(above, frame) ?? childOf(above, prunedFrame) ?? above;
  };
  for (const [number, { tree, scale }] of trees.entries()) {
    const start = from !== undefined ? outside : tops === undefined ? 0 : placeOf(0, tops[number] as number);
    const { samples, wallMicros, cpuMicros } = workColumns(tree);
    const places = new Int32Array(tree.parent.length);
    for (let node = 0; node < places.length; node++) {
      const place =
        node > 0
          ? placeOf(
              places[tree.parent[node] as number] as number,
              frames[tree.frame[node] as number] as number,
            )
          : start;
      places[node] = place;
      if (place === outside) continue;
      increase(sums.samples, place, samples[node] as number);
      increase(sums.wallMicros, place, scale * (wallMicros[node] as number));
      increase(sums.cpuMicros, place, scale * (cpuMicros[node] as number));
    }
    yield;
  }
  return sums;
}

/** The place of nodes that are not below a call of `from`. */
const outside = -1;

function increase(sums: Float64Array, at: number, by: number): void {
  sums[at] = (sums[at] as number) + by;
}
