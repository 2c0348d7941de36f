import type { ShownFrame } from '../../../core/src/presentation/fold-frameworks.ts';
import { isFunction } from '../text/names.ts';
import { frameOfBox, isPruned, type Scene } from './scene.ts';

/**
 * The function whose calls the page can request: that of the box, or for a pruned box its caller. The caller is above
 * it, or below it in an inverted graph.
 */
export function wholeFunctionOf(scene: Scene, box: number): ShownFrame | undefined {
  const { above, end } = scene.layout;
  const caller = above[box] || (box + 1 < (end[box] as number) ? box + 1 : 0);
  const frame = frameOfBox(scene, isPruned(scene, box) ? caller : box);
  return frame !== undefined && isFunction(frame) ? frame : undefined;
}
