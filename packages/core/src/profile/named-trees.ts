import { type CallTree, emptyTree, type NamedTrees } from './call-tree.ts';
import type { RouteWindow, RuntimeWindow, Window } from './window.ts';

export type { NamedTrees } from './call-tree.ts';

/** The name of a tree from a file that counts other measures. */
export const importedName = 'imported';

interface WithOthers {
  readonly others?: NamedTrees;
}

/** All trees of a window, the named ones included. */
export function treesOf(window: Window): CallTree[] {
  return [...workTreesOf(window), ...[window.runtime, ...window.routes].flatMap(othersOf)];
}

/** The trees of samples, CPU time and wall time. */
export function workTreesOf({ routes, runtime }: WindowTrees): CallTree[] {
  return [runtime.background, runtime.profiler, ...routes.map(({ tree }) => tree)];
}

interface WindowTrees {
  readonly routes: readonly Pick<RouteWindow, 'tree'>[];
  readonly runtime: Pick<RuntimeWindow, 'background' | 'profiler'>;
}

/** The named trees of a row, or of the runtime. */
export function othersOf({ others = none }: WithOthers): CallTree[] {
  return Object.values(others);
}

/** The rows and the runtime of a window, each of their trees changed. */
export function mapTrees(
  { routes, runtime }: Window,
  change: (tree: CallTree) => CallTree,
): Pick<Window, 'routes' | 'runtime'> {
  return {
    routes: routes.map((row) => ({ ...row, tree: change(row.tree), ...mapOthers(row, change) })),
    runtime: {
      ...runtime,
      background: change(runtime.background),
      profiler: change(runtime.profiler),
      ...mapOthers(runtime, change),
    },
  };
}

/** The `others` of a row, each tree changed. */
function mapOthers<Row extends RouteWindow | RuntimeWindow>(
  row: Row,
  change: (tree: CallTree) => CallTree,
): Pick<Row, 'others'> {
  const { others } = row;
  if (others === undefined) return {};
  return { others: Object.fromEntries(Object.entries(others).map(([name, tree]) => [name, change(tree)])) };
}

/**
 * Merges the rows' trees of the same name, sorted by name. Gives nothing if no row has any, which is the usual case.
 *
 * @param merge Gets the trees of one name, each with the index of its row.
 */
export function mergeOthers(
  rows: readonly WithOthers[],
  merge: (trees: readonly (readonly [tree: CallTree, place: number])[]) => CallTree,
): WithOthers {
  if (rows.every(({ others }) => others === undefined)) return {};
  const names = new Set(rows.flatMap(({ others = none }) => Object.keys(others)));
  const merged = [...names].sort().flatMap((name) => {
    const parts = rows.flatMap(({ others = none }, place) => {
      // Names come from files, so one may be that of a prototype's property.
      const tree = Object.hasOwn(others, name) ? others[name] : undefined;
      return tree === undefined ? [] : [[tree, place] as const];
    });
    const tree = merge(parts);
    return tree === emptyTree ? [] : [[name, tree] as const];
  });
  return merged.length === 0 ? {} : { others: Object.fromEntries(merged) };
}

const none: NamedTrees = {};
