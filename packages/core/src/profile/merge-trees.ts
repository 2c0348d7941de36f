import { type CallTree, columnOf, orEmpty } from './call-tree.ts';
import { indexOfMeasure, type Measure, sharedMeasures } from './measure.ts';
import { TreeBuilder } from './tree-builder.ts';

/** A tree of one window, with the numbers of that window's frames in the merged list. */
export type TreePart = readonly [tree: CallTree, toMerged: Int32Array];

/**
 * Adds trees up. First it finds where each node goes, and only then makes the columns, each at its size: columns that
 * grow with the nodes take longer.
 */
export function mergeTrees(parts: readonly TreePart[]): CallTree {
  const shape = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1, undefined, []);
  const nodes = parts.map(([tree, toMerged]) => shape.nodesOf(tree, toMerged));
  const measures = allMeasures(parts);
  const columns = measures.map((measure) => {
    const sums = new Float64Array(shape.size);
    for (const [i, [tree]] of parts.entries()) {
      const values = columnOf(tree, measure);
      if (values !== undefined) addUp(sums, nodes[i] as Int32Array, values);
    }
    return sums;
  });
  return orEmpty({ ...shape.finish(), measures, columns });
}

function addUp(sums: Float64Array, nodes: Int32Array, values: Float64Array): void {
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as number;
    sums[node] = (sums[node] as number) + (values[i] as number);
  }
}

function allMeasures(parts: readonly TreePart[]): readonly Measure[] {
  const all: Measure[] = [];
  // Most trees share one list of measures.
  for (const measures of new Set(parts.map(([tree]) => tree.measures))) {
    for (const measure of measures) if (indexOfMeasure(all, measure) < 0) all.push(measure);
  }
  return sharedMeasures(all);
}
