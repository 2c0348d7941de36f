import { type CallTree, emptyTree, type NamedTrees } from './call-tree.ts';
import type { RouteWindow, RuntimeWindow, Window } from './window.ts';

export type { NamedTrees } from './call-tree.ts';

/** The name of what was read from a file that counts something else. */
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

/** The named trees of a row or of what no request caused. */
export function othersOf({ others = none }: WithOthers): CallTree[] {
  return Object.values(others);
}

/** The row with each of its named trees changed. */
export function mapOthers<Row extends RouteWindow | RuntimeWindow>(
  row: Row,
  change: (tree: CallTree) => CallTree,
): Pick<Row, 'others'> {
  const { others } = row;
  if (others === undefined) return {};
  return { others: Object.fromEntries(Object.entries(others).map(([name, tree]) => [name, change(tree)])) };
}

/** Rows' trees of the same name as one, names in order; nothing where none of them has any. */
export function mergeOthers<Row extends WithOthers>(
  rows: readonly Row[],
  merge: (trees: readonly (readonly [tree: CallTree, row: Row])[]) => CallTree,
): WithOthers {
  const names = new Set(rows.flatMap(({ others = none }) => Object.keys(others)));
  if (names.size === 0) return {};
  const merged = [...names].sort().flatMap((name) => {
    const parts = rows.flatMap((row) => {
      // Names come from files: one may be that of a prototype's property.
      const tree = row.others && Object.hasOwn(row.others, name) ? row.others[name] : undefined;
      return tree === undefined ? [] : [[tree, row] as const];
    });
    const tree = merge(parts);
    return tree === emptyTree ? [] : [[name, tree] as const];
  });
  return merged.length === 0 ? {} : { others: Object.fromEntries(merged) };
}

const none: NamedTrees = {};
