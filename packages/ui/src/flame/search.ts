import type { FlameGraph } from '../../../core/src/presentation/model/flame.ts';
import type { Search } from '../data/search.ts';
import { searchText } from '../shared.ts';
import type { Scene } from './scene.ts';

/** Which frames of a graph a search finds, by index, folded or not; undefined without a search. */
export function matchingFrames(
  { frames, matched }: Pick<FlameGraph, 'frames' | 'matched'>,
  { wants, isPattern, problem }: Search,
): Uint8Array | undefined {
  if (problem !== undefined) return undefined;
  // As in every format, a search finds functions only: a route would match with everything that it called.
  if (wants !== undefined)
    return Uint8Array.from(frames, (frame) => (frame.isRoute !== true && wants(searchText(frame)) ? 1 : 0));
  if (!isPattern || matched === undefined) return undefined;
  const found = new Uint8Array(frames.length);
  for (const frame of matched) found[frame] = 1;
  return found;
}

/** Which drawn frames match, or contain a folded frame that matches. */
export function litFrames({ tree, drawnAs }: Scene, matching: Uint8Array): Uint8Array {
  const lit = new Uint8Array(tree.frames.length);
  for (const [frame, drawn] of drawnAs.entries()) if (matching[frame] === 1) lit[drawn] = 1;
  return lit;
}

/** The total weight of all matching calls; a matching call within another counts once. */
export function matchedWeight({ measured: { parent, frame }, own }: Scene, matching: Uint8Array): number {
  const inside = new Uint8Array(parent.length);
  let sum = 0;
  for (let node = 1; node < parent.length; node++) {
    if (inside[parent[node] as number] === 0 && matching[frame[node] as number] !== 1) continue;
    inside[node] = 1;
    sum += own[node] as number;
  }
  return sum;
}
