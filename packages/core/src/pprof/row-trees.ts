import { type CallTree, emptyTree } from '../profile/call-tree.ts';
import { canonicalTree } from '../profile/canonical-tree.ts';
import type { TreeBuilder } from '../profile/tree-builder.ts';
import type { RouteWindow, RuntimeWindow } from '../profile/window.ts';
import { type SampleGroup, workName } from './read-columns.ts';
import type { LabelledStacks } from './read-stacks.ts';

export type RowTrees = Pick<RouteWindow, 'tree' | 'others'>;

/** The trees of one label's samples. */
export function rowTreesOf(stacks: LabelledStacks | undefined, groups: readonly SampleGroup[]): RowTrees {
  let tree: CallTree = emptyTree;
  const others: [string, CallTree][] = [];
  stacks?.trees.forEach((_, i) => {
    const made = treeOf(stacks, i);
    const { name } = groups[i] as SampleGroup;
    if (name === workName) tree = made;
    else if (made !== emptyTree) others.push([name, made]);
  });
  // Names come from the file: as entries, none of them is a prototype.
  return { tree, ...(others.length > 0 && { others: Object.fromEntries(others) }) };
}

export function runtimeTrees({ tree, others }: RowTrees): Pick<RuntimeWindow, 'background' | 'others'> {
  return { background: tree, ...(others && { others }) };
}

/** The tree of one group of measures, with its lines. */
function treeOf({ trees, lines }: LabelledStacks, group: number): CallTree {
  const tree = (trees[group] as TreeBuilder).finish();
  const table = lines[group]?.finish();
  return canonicalTree(table === undefined ? tree : { ...tree, lines: table });
}
