import type { CallTree } from './call-tree.ts';
import { TreeGrower } from './grow-tree.ts';

/** Turns the tree upside down: the first row has the functions that spent the time, below each who called it. */
export function invert(tree: CallTree): CallTree {
  const grower = new TreeGrower(tree.frames);
  for (let leaf = 1; leaf < tree.parent.length; leaf++) {
    if (!tree.samples[leaf] && !tree.cpuMicros[leaf] && !tree.wallMicros[leaf]) continue;
    let place = 0;
    for (let node = leaf; node > 0; node = tree.parent[node] as number) {
      place = grower.child(place, tree.frame[node] as number);
    }
    grower.add(place, tree, leaf);
  }
  return grower.finish();
}
