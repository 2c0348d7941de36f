import type { Layout } from './layout.ts';

/** Where an arrow key leads from a box: down to its widest call, up to its caller, sideways on the same level. */
export function moveCursor({ above, depth, end, total }: Layout, box: number, key: string): number {
  if (key === 'ArrowUp') return above[box] as number;
  if (key === 'ArrowDown') {
    let widest = box;
    for (let child = box + 1; child < (end[box] as number); child = end[child] as number) {
      if (widest === box || (total[child] as number) > (total[widest] as number)) widest = child;
    }
    return widest;
  }
  const level = depth[box] as number;
  const step = key === 'ArrowLeft' ? -1 : 1;
  for (let at = box + step; at > 0 && at < depth.length; at += step) {
    if (depth[at] === level) return at;
  }
  return box;
}
