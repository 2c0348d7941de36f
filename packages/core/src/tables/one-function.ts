import type { DepthFirstTree } from '../profile/call-tree.ts';
import { QueryError } from '../query/query.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { functionId } from './frame-row.ts';

/**
 * The frames that `id` names: several when a source map leads from several places to one, or when long names were
 * clipped to the same. Throws a `QueryError` when there is none.
 */
export function framesOf(id: string, positions: readonly Frame[], parameter: string): ReadonlySet<number> {
  const frames = new Set<number>();
  positions.forEach((position, frame) => {
    if (functionId(position) === id) frames.add(frame);
  });
  if (frames.size > 0) return frames;
  const shown = id.length > 100 ? `${id.slice(0, 100)}…` : id;
  throw new QueryError(
    `There is no function ${JSON.stringify(shown)} in this profile. Give an id as ${parameter}=; the JSON of view=functions has the ids.`,
  );
}

/** The trees that have any of `frames`, with all of these replaced by one, and its number. Yields between trees. */
export function* asOne(
  trees: readonly DepthFirstTree[],
  frames: ReadonlySet<number>,
): Generator<void, { readonly trees: readonly DepthFirstTree[]; readonly frame: number }> {
  const [frame = -1] = frames;
  const having: DepthFirstTree[] = [];
  for (const tree of trees) {
    if (frames.size > 1 && tree.frame.some((at) => frames.has(at))) {
      having.push({ ...tree, frame: tree.frame.map((at) => (frames.has(at) ? frame : at)) });
    } else if (tree.frame.includes(frame)) having.push(tree);
    yield;
  }
  return { trees: having, frame };
}
