import type { Comparison } from '../presentation/model/comparison.ts';
import type { TimeBounds } from '../presentation/model/history.ts';
import type { BaseProfile } from '../presentation/model/report.ts';
import type { RowCount } from '../presentation/model/rows.ts';
import { weightOf } from '../profile/call-tree.ts';
import { timeOfDay, type Window } from '../profile/window.ts';
import { overlaps } from '../query/part.ts';
import { searchText } from '../query/search-text.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { chooseWork, existingWork } from '../selection/chosen-work.ts';
import type { Filter } from '../selection/filter.ts';
import { type Choice, everything } from '../store/choice.ts';
import type { SitePositions } from '../tables/site-names.ts';

/** The baseline of a comparison. */
export interface BaseInput {
  /** One merged window: its trees are canonical. */
  readonly window: Window;
  readonly positions: readonly Frame[];
  readonly sites: SitePositions;
  readonly choice: Choice;
}

/** The bounds of a choice as the report has them. */
export function boundsOf({ fromMicros, toMicros }: Choice): TimeBounds {
  return { from: fromMicros, to: toMicros === everything.toMicros ? 0 : toMicros };
}

export function baseProfile({ window, choice }: BaseInput, head: Choice): BaseProfile {
  const { sources, routes, runtime } = window;
  const trees = [...routes.map(({ tree }) => tree), runtime.background];
  return {
    sources,
    range: timeOfDay(window),
    chosen: boundsOf(choice),
    requests: routes.reduce((sum, { requests }) => sum + requests, 0),
    samples: trees.reduce((sum, tree) => sum + weightOf(tree).samples, 0),
    overlaps: overlaps(choice, head),
  };
}

/** Both windows with one route only, or unchanged (`''`). A route may be new or gone. Throws a `QueryError`. */
export function ofRoute(
  { base, head }: { readonly base: Window; readonly head: Window },
  route: string,
): { readonly base: Window; readonly head: Window } {
  if (route === '') return { base, head };
  const before = chooseWork(base, route);
  const after = before.routes.length > 0 ? chooseWork(head, route) : existingWork(head, route);
  return { base: { ...base, routes: before.routes }, head: { ...head, routes: after.routes } };
}

/** The rows that were asked for, in the comparison's order, and how many there are. */
export function chooseChanges(
  comparison: Comparison,
  filter: Filter | undefined,
  limit: number,
): {
  readonly comparison: Comparison;
  readonly counts: { readonly routes: RowCount; readonly functions: RowCount };
} {
  const routes = choose(
    comparison.routes,
    limit,
    filter && (({ method, route }) => filter(`${method} ${route}`)),
  );
  const functions = choose(comparison.functions, limit, filter && ((row) => filter(searchText(row))));
  return {
    comparison: { ...comparison, routes: routes.shown, functions: functions.shown },
    counts: { routes: routes.count, functions: functions.count },
  };
}

function choose<Row>(rows: readonly Row[], limit: number, keep: ((row: Row) => boolean) | undefined) {
  const matched = keep ? rows.filter(keep) : rows;
  const shown = matched.slice(0, limit);
  return { shown, count: { all: rows.length, matched: matched.length, shown: shown.length } };
}
