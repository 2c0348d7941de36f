import type { Layout } from './layout.ts';
import { isWide, type ViewWindow } from './view-window.ts';

/**
 * The box that an arrow key moves to: down to the widest callee, up to the caller, sideways on the same level. It skips
 * boxes that are not visible.
 */
export function moveCursor(layout: Layout, view: ViewWindow, box: number, key: string): number {
  const { above, depth, end, total } = layout;
  if (key === 'ArrowUp') return above[box] as number;
  if (key === 'ArrowDown') {
    let widest = box;
    for (let child = box + 1; child < (end[box] as number); child = end[child] as number) {
      if (
        isWide(layout, view, child) &&
        (widest === box || (total[child] as number) > (total[widest] as number))
      )
        widest = child;
    }
    return widest;
  }
  const level = depth[box] as number;
  const step = key === 'ArrowLeft' ? -1 : 1;
  for (let at = box + step; at > 0 && at < depth.length; at += step) {
    if (depth[at] === level && isWide(layout, view, at)) return at;
  }
  return box;
}
