import type { Frame, StackTree } from './stack-tree.ts';

/**
 * The stack that has most weight at each of its calls, innermost first: from the root to where most of a call's weight
 * does not go deeper.
 *
 * @param weights Of each node itself.
 */
export function heaviestStack(
  { parent, frame }: StackTree,
  weights: Float64Array,
  mostFrames: number,
): Frame[] {
  const totals = Float64Array.from(weights);
  for (let node = parent.length - 1; node > 0; node--) {
    const above = parent[node] as number;
    totals[above] = (totals[above] as number) + (totals[node] as number);
  }
  const heaviest = new Int32Array(parent.length);
  for (let node = 1; node < parent.length; node++) {
    const above = parent[node] as number;
    const best = heaviest[above] as number;
    if ((totals[node] as number) > (best === 0 ? 0 : (totals[best] as number))) heaviest[above] = node;
  }
  const stack: Frame[] = [];
  for (let at = heaviest[0] as number; at !== 0; at = heaviest[at] as number) {
    stack.unshift(frame[at] as Frame);
    const next = totals[heaviest[at] as number] as number;
    if (heaviest[at] === 0 || 2 * next < (totals[at] as number)) break;
  }
  return stack.slice(0, mostFrames);
}
