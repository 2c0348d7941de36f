import type { Frame } from '../sample/stack-tree.ts';
import type { CallTree } from './call-tree.ts';
import { renumbered } from './canonical-tree.ts';
import { renumberedLines } from './line-table.ts';
import { mapTrees, treesOf } from './named-trees.ts';
import type { Window } from './window.ts';

/** The window without the frames that none of its trees uses. `frames` may replace the window's own list. */
export function withUsedFrames(window: Window, frames: readonly Frame[] = window.frames): Window {
  const isUsed = new Uint8Array(frames.length);
  for (const { frame, lines } of treesOf(window)) {
    for (const at of frame) if (at >= 0) isUsed[at] = 1;
    for (const at of lines?.frame ?? []) isUsed[at] = 1;
  }
  const numbers = new Int32Array(frames.length);
  let count = 0;
  isUsed.forEach((used, at) => {
    numbers[at] = count;
    count += used;
  });
  const renumber = (tree: CallTree): CallTree =>
    renumbered(tree, numbers) ?? {
      ...tree,
      frame: tree.frame.map((at) => (at < 0 ? at : (numbers[at] as number))),
      ...(tree.lines && { lines: renumberedLines(tree.lines, numbers) }),
    };
  return {
    ...window,
    frames: frames.filter((_, at) => isUsed[at] === 1),
    ...mapTrees(window, renumber),
  };
}
