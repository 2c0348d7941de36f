import { searchText } from '../shared.ts';
import type { Match } from '../text/match.ts';
import type { CallTree } from './call-tree.ts';
import type { Layout } from './layout.ts';

/** Which frames match, by index. */
export function matchingFrames(tree: CallTree, match: Match | undefined): Uint8Array | undefined {
  if (match === undefined) return undefined;
  return Uint8Array.from(tree.frames, (frame) => (match.wants(searchText(frame)) ? 1 : 0));
}

/** The weight of everything that matches; calls within calls count once. */
export function matchedWeight(tree: CallTree, layout: Layout, matching: Uint8Array): number {
  let sum = 0;
  for (let box = 1; box < layout.node.length; ) {
    if (matching[tree.frame[layout.node[box] as number] as number] === 1) {
      sum += layout.total[box] as number;
      box = layout.end[box] as number;
    } else box++;
  }
  return sum;
}
