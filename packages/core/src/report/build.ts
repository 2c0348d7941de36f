import { mergeLatencies } from '../profile/latency.ts';
import { timeOfDay, type Window } from '../profile/window.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { activityByRoute, activityOf, type TimeSlice } from './activity.ts';
import { choose } from './choose.ts';
import {
  backgroundName,
  type ChosenWork,
  existingWork,
  gcOf,
  profilerName,
  sumWeights,
} from './chosen-work.ts';
import { createFilter, type Filter } from './filter.ts';
import { buildFlame } from './flame.ts';
import { type FrameNames, functionTable } from './function-table.ts';
import { histogramOf } from './latency-histogram.ts';
import type { FlameGraph, Pivot, ProfilerStatus, ReportModel, SourceText } from './model.ts';
import { framesOf } from './one-function.ts';
import { buildPivot } from './pivot.ts';
import type { ReportQuery } from './query.ts';
import { routeRow, totalsOf } from './route-rows.ts';
import { compareRoutes } from './sort.ts';
import { type ReadSource, sourceText } from './source-text.ts';

/** Everything that a report is made of; the same input gives the same report. */
export interface ReportInput {
  /** One merged window: its trees are canonical. */
  readonly window: Window;
  /** What happened when, in the windows of which it was merged. */
  readonly slices: readonly TimeSlice[];
  /** `window.frames`, with the positions that people wrote. */
  readonly positions: readonly Frame[];
  readonly query: ReportQuery;
  readonly status: Omit<ProfilerStatus, 'lostSamples'>;
  /** Paths are shortened relative to this folder. */
  readonly appFolder: string;
  /** Reads the code of a frame of `window`. */
  readonly readSource: ReadSource;
}

/** Answers a query. Throws a `QueryError` when the query asks for something that does not exist. */
export async function buildReport(input: ReportInput): Promise<ReportModel> {
  const { window, slices, query, status } = input;
  const filter = await createFilter(query.filter);
  const totals = totalsOf(window);
  const activity = activityByRoute(slices);
  const rows = window.routes.map((route) =>
    routeRow(route, totals, activity.get(`${route.method} ${route.route}`) ?? slices.map(() => 0)),
  );
  const work = existingWork(window, query.route);
  // A filter is about what the view shows: the other table stays whole.
  const routeFilter = query.view === 'routes' ? filter : undefined;
  const functionFilter = query.view === 'routes' || query.view === 'flame' ? undefined : filter;
  const routes = choose(
    rows,
    compareRoutes(query.view === 'routes' ? query.sort : 'cpu'),
    query.limit,
    routeFilter && (({ method, route }) => routeFilter(`${method} ${route}`)),
  );
  const names = { positions: input.positions, appFolder: input.appFolder, full: query.full };
  const functions = functionTable(work.trees, names, query, functionFilter);
  return {
    format: 1,
    sources: window.sources,
    range: status.fixed ? timeOfDay(window) : { from: window.startMicros, to: window.endMicros },
    totals,
    scope: sumWeights(work.trees),
    routes: routes.shown,
    functions: functions.shown,
    counts: { routes: routes.count, functions: functions.count },
    query,
    routeNames: [
      ...[...rows].sort(compareRoutes('cpu')).map(({ method, route }) => `${method} ${route}`),
      backgroundName,
      profilerName,
    ],
    status: { ...status, lostSamples: window.runtime.lost },
    latency: histogramOf(mergeLatencies(work.routes.map(({ latency }) => latency))),
    activity: activityOf(slices, query.route),
    ...(await extras(input, work, names, filter)),
  };
}

/** What only one view needs. */
async function extras(
  { window, query, readSource }: ReportInput,
  work: ChosenWork,
  names: FrameNames,
  filter: Filter | undefined,
): Promise<{ flame?: FlameGraph; pivot?: Pivot; source?: SourceText }> {
  if (query.view === 'flame') {
    const gc = gcOf(window, query.route, work);
    const { root, nodes: maxNodes } = query;
    return { flame: await buildFlame({ trees: work.trees, gc, names, root, maxNodes, filter }) };
  }
  if (query.view === 'pivot') return { pivot: buildPivot(work.trees, names, query.function) };
  if (query.view !== 'source') return {};
  const frames = framesOf(query.function, names.positions, 'function');
  return { source: await sourceText(frames, window.frames, names, readSource) };
}
