import { weightOf } from './call-tree.ts';
import { workTreesOf } from './named-trees.ts';
import type { Window } from './window.ts';

/** The time that a window's trees, its garbage collection and its idle time add up to, in microseconds. */
export function elapsedMicrosOf({ routes, runtime }: Pick<Window, 'routes' | 'runtime'>): number {
  return workTreesOf({ routes, runtime }).reduce(
    (sum, tree) => sum + weightOf(tree).wallMicros,
    runtime.idleMicros + runtime.gcMicros,
  );
}
