import type { CallTree } from '../profile/call-tree.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { functionId } from './frame-row.ts';
import { QueryError } from './query.ts';

/**
 * The frames that `id` names: several when a source map leads from several places to one, or when long names were
 * clipped to the same.
 * Throws a `QueryError` when there is none.
 */
export function framesOf(id: string, positions: readonly Frame[], parameter: string): ReadonlySet<number> {
  const frames = new Set<number>();
  positions.forEach((position, frame) => {
    if (functionId(position) === id) frames.add(frame);
  });
  if (frames.size > 0) return frames;
  const shown = id.length > 100 ? `${id.slice(0, 100)}…` : id;
  throw new QueryError(
    `There is no function ${JSON.stringify(shown)} in this profile. Give ${parameter}= the id of one; view=functions has them, as JSON.`,
  );
}

/** The trees with all of `frames` as one function, and its number. */
export function asOne(
  trees: readonly CallTree[],
  frames: ReadonlySet<number>,
): { readonly trees: readonly CallTree[]; readonly frame: number } {
  const [one] = frames;
  const frame = one ?? -1;
  if (frames.size <= 1) return { trees, frame };
  return {
    trees: trees.map((tree) => ({ ...tree, frame: tree.frame.map((at) => (frames.has(at) ? frame : at)) })),
    frame,
  };
}
