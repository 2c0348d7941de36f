import { totalsOf } from '../../../core/src/profile/call-tree.ts';
import type { CallTree } from './call-tree.ts';

/** The dependencies in a tree, those with the most area first. */
export function packagesOf(tree: CallTree): readonly string[] {
  const totals = totalsOf(tree, tree.samples);
  const room = new Map<string, number>();
  for (let node = 1; node < tree.frame.length; node++) {
    const { origin, package: name = '' } = tree.frames[tree.frame[node] as number] ?? {};
    if (origin === 'dependency') room.set(name, (room.get(name) ?? 0) + (totals[node] as number));
  }
  return [...room].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).map(([name]) => name);
}
