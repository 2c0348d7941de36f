import { routeName } from '../presentation/names.ts';
import { type CallTree, type DepthFirstTree, weightOf } from '../profile/call-tree.ts';
import { backgroundName, type Window } from '../profile/window.ts';
import type { ReportQuery } from '../query/query.ts';
import type { ChosenWork } from '../selection/chosen-work.ts';

/** Trees of a flame graph, and the route of each; undefined if routes are not a level of the graph. */
interface LevelledTrees {
  readonly trees: readonly DepthFirstTree[];
  readonly levels: readonly string[] | undefined;
}

/** Whether routes are the first level: only in a graph of the whole app, and if there are any. */
export function hasLevels(
  { route, root, fold }: Pick<ReportQuery, 'route' | 'root' | 'fold'>,
  { routes }: Pick<Window, 'routes'>,
): boolean {
  return fold && route === '' && root === '' && routes.length > 0;
}

/** The trees of the whole app below their routes. A route without samples has no level. */
export function withLevels(
  trees: readonly DepthFirstTree[],
  { routes }: ChosenWork,
  query: ReportQuery,
): LevelledTrees {
  if (!hasLevels(query, { routes })) return { trees, levels: undefined };
  const names = [...routes.map(routeName), backgroundName];
  const kept = [...trees.keys()].filter((i) => hasWeight(trees[i] as DepthFirstTree));
  return {
    trees: kept.map((i) => trees[i] as DepthFirstTree),
    levels: kept.map((i) => names[i] as string),
  };
}

export function hasWeight(tree: CallTree): boolean {
  const { samples, wallMicros, cpuMicros } = weightOf(tree);
  return samples > 0 || wallMicros > 0 || cpuMicros > 0;
}
