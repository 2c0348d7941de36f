import type { ShownFrame } from '../../../core/src/presentation/fold-frameworks.ts';
import { isFunction } from '../text/names.ts';
import { frameOfBox, isPruned, type Scene } from './scene.ts';

/**
 * The function whose calls the server can be asked for: that of a box, or the caller of what was pruned. The caller is
 * above it, or below it in a graph upside down.
 */
export function wholeFunctionOf(scene: Scene, box: number): ShownFrame | undefined {
  const { above, end } = scene.layout;
  const caller = above[box] || (box + 1 < (end[box] as number) ? box + 1 : 0);
  const frame = frameOfBox(scene, isPruned(scene, box) ? caller : box);
  return frame !== undefined && isFunction(frame) ? frame : undefined;
}
