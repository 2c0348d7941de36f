import { comparableWindow } from '../comparison/comparable-window.ts';
import { compareSteps } from '../comparison/compare.ts';
import {
  type BaseInput,
  baseProfile,
  boundsOf,
  chooseChanges,
  ofRoute,
} from '../comparison/comparison-base.ts';
import { inTurns, mapSteps } from '../in-turns.ts';
import type { Comparison } from '../presentation/model/comparison.ts';
import type { History } from '../presentation/model/history.ts';
import type { ReportModel, SourceText, Totals } from '../presentation/model/report.ts';
import type { ProfilerStatus } from '../presentation/model/status.ts';
import { routeOrder } from '../presentation/row-order.ts';
import type { DepthFirstTree } from '../profile/call-tree.ts';
import { estimatedRequests, estimatedWindow } from '../profile/estimated-window.ts';
import { mergeLatencies } from '../profile/latency.ts';
import { loopDelayOf } from '../profile/loop-delays.ts';
import { workTreesOf } from '../profile/named-trees.ts';
import { backgroundName, profilerName, timeOfDay, type Window } from '../profile/window.ts';
import { isAboutFunction, type ReportQuery } from '../query/query.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { choose } from '../selection/choose.ts';
import { type ChosenMeasure, chooseMeasure, cpuOnly } from '../selection/chosen-measure.ts';
import {
  addWeights,
  type ChosenWork,
  chooseWork,
  existingWork,
  gcOf,
  sumWeights,
} from '../selection/chosen-work.ts';
import { createFilter, type Filter } from '../selection/filter.ts';
import { folderLike } from '../source-code/app-folders.ts';
import type { ReadSource } from '../source-code/source-positions.ts';
import type { Choice } from '../store/choice.ts';
import type { Evidence } from '../store/evidence.ts';
import { functionId } from '../tables/frame-row.ts';
import { type FrameNames, functionTable } from '../tables/function-table.ts';
import { lineRows } from '../tables/line-rows.ts';
import { framesOf } from '../tables/one-function.ts';
import { buildPivot } from '../tables/pivot.ts';
import { routeRow, totalsOf } from '../tables/route-rows.ts';
import { type SitePositions, siteNamed, type WaitSite } from '../tables/site-names.ts';
import { stripTurns, turnFrames } from '../tables/turn-frames.ts';
import { activityByRoute, activityOf, type TimeSlice } from '../time/activity.ts';
import { histogramOf } from '../time/latency-histogram.ts';
import { blockReport } from './block-report.ts';
import { buildFlame } from './flame.ts';
import { compareTrees } from './flame-base.ts';
import { withLevels } from './flame-levels.ts';
import { withVerdicts } from './flame-verdicts.ts';
import { latencyReport } from './latency-report.ts';
import { outlierReport } from './outliers.ts';
import { sourceText } from './source-text.ts';

/** Everything that a report is made of; the same input gives the same report. */
export interface ReportInput {
  /** One merged window: its trees are canonical. */
  readonly window: Window;
  /** What happened when, in the windows that were merged into it. */
  readonly slices: readonly TimeSlice[];
  /** `window.frames`, with positions in the original source. */
  readonly positions: readonly Frame[];
  /** The places where requests waited, with positions in the original source. */
  readonly sites: SitePositions;
  readonly query: ReportQuery;
  /** The part that `window` holds. */
  readonly choice: Choice;
  /** Blocks of the loop that another thread has seen, at this moment in epoch microseconds; absent for a profile from a file. */
  readonly watched?: { readonly evidence: readonly Evidence[]; readonly nowMicros: number } | undefined;
  /** All that a query can choose from; absent for a profile from a file. */
  readonly history?: History | undefined;
  /** The baseline, if the query asks for one. */
  readonly base?: BaseInput | undefined;
  readonly status: Omit<ProfilerStatus, 'lostSamples'>;
  /** Paths are shortened relative to this folder. */
  readonly appFolder: string;
  /** Reads the code of a frame of `window`. */
  readonly readSource: ReadSource;
}

/** Answers a query. Throws a `QueryError` when the query asks for something that does not exist. */
export async function buildReport(input: ReportInput): Promise<ReportModel> {
  const filter = await createFilter(input.query.filter);
  const chosen =
    input.base === undefined ? chooseMeasure(input.window, input.query.measure) : cpuOnly(input.window);
  const model = await inTurns(
    'make report',
    modelSteps({ ...input, window: chosen.view(input.window) }, filter, chosen, input.window),
  );
  return input.query.view === 'source' ? { ...model, source: await sourceOf(input) } : model;
}

/** All of a report except what must be read from files. */
function* modelSteps(
  input: ReportInput,
  filter: Filter | undefined,
  { measure, measures, missing }: ChosenMeasure,
  whole: Window,
): Generator<void, ReportModel> {
  const { window, slices, sites, query, status, choice, history, base } = input;
  const totals = yield* totalsOf(window);
  yield;
  const estimated = estimatedRequests(window);
  const byRoute = activityByRoute(slices, estimated);
  yield;
  const rows = yield* mapSteps(window.routes, (route) =>
    routeRow(route, totals, byRoute.get(`${route.method} ${route.route}`) ?? slices.map(() => 0)),
  );
  // Of the whole app, all samples count as they are: those of requests that were not followed, too.
  const ofRoute = query.route === '' ? window : estimatedWindow(window);
  // A comparison may be of a route that is gone.
  const work = (query.view === 'compare' ? chooseWork : existingWork)(ofRoute, query.route);
  // A filter applies to what the view shows; the other table stays whole.
  const routeFilter = query.view === 'routes' ? filter : undefined;
  const hasOwnRows = query.view === 'routes' || query.view === 'flame' || query.view === 'compare';
  const functionFilter = hasOwnRows ? undefined : filter;
  const routes = choose(
    rows,
    routeOrder(query.view === 'routes' ? query.sort : 'cpu'),
    query.limit,
    routeFilter && (({ method, route }) => routeFilter(`${method} ${route}`)),
  );
  yield;
  const names = namesOf(input);
  const trees = keepsTurns(input) ? work.trees : yield* stripTurns(work.trees, window.frames);
  const functions = yield* functionTable(trees, names, query, functionFilter);
  yield;
  const activity = activityOf(slices, query.route, estimated);
  yield;
  return {
    format: 1,
    sources: window.sources,
    range: status.fixed ? timeOfDay(window) : { from: window.startMicros, to: window.endMicros },
    chosen: boundsOf(choice),
    // Elapsed time and requests are those of the whole profile, whichever measure is chosen.
    totals: measure === undefined ? totals : { ...(yield* totalsOf(whole)), ...amountsOf(totals) },
    ...(measure && { measure }),
    ...(measures.length > 1 && { measures }),
    ...(missing !== undefined && { missingMeasure: missing }),
    ...(window.droppedFields !== undefined && { droppedFields: window.droppedFields }),
    scope: addWeights(sumWeights(work.trees), gcOf(ofRoute, query.route, work)),
    routes: routes.shown,
    functions: functions.shown,
    counts: { routes: routes.count, functions: functions.count },
    query,
    routeNames: [
      ...[...rows].sort(routeOrder('cpu')).map(({ method, route }) => `${method} ${route}`),
      backgroundName,
      profilerName,
    ],
    status: { ...status, lostSamples: window.runtime.lost },
    latency: histogramOf(mergeLatencies(work.routes.map(({ latency }) => latency))),
    // Of the whole profile, whichever measure is chosen.
    ...(yield* latencyReport({
      window: whole,
      route: query.route,
      limit: query.limit,
      names: { ...names, sites },
    })),
    ...(yield* blockReport({
      ...{ blocks: whole.blocks, watched: input.watched, route: query.route, limit: query.limit },
      names: { ...names, sites },
    })),
    ...(yield* outlierReport(whole, query.route)),
    loopDelayMicros: loopDelayOf(whole),
    activity,
    ...(history === undefined ? {} : { history }),
    ...(base === undefined ? {} : { base: baseProfile(base, choice) }),
    ...(yield* extras(input, work, trees, names, filter)),
  };
}

function amountsOf(totals: Totals): Pick<Totals, 'cpuMicros' | 'appCpuMicros' | 'samples'> {
  const { cpuMicros, appCpuMicros, samples } = totals;
  return { cpuMicros, appCpuMicros, samples };
}

/** Whether to show the frames that only start a turn: if all frames are shown, or if one of these is asked for. */
function keepsTurns({ query, window, positions }: ReportInput): boolean {
  const id = query.root || query.function;
  if (!query.fold || id === '') return !query.fold;
  return [...turnFrames(window.frames)].some((frame) => functionId(positions[frame] as Frame) === id);
}

function namesOf({ positions, appFolder, query: { full } }: ReportInput): FrameNames {
  return { positions, appFolder, full };
}

/** What only one view needs. */
function* extras(
  input: ReportInput,
  work: ChosenWork,
  trees: readonly DepthFirstTree[],
  names: FrameNames,
  filter: Filter | undefined,
): Generator<void, Partial<ReportModel>> {
  const { window, query, base, positions, sites, appFolder } = input;
  const { route, root, nodes: maxNodes, limit } = query;
  const baseFolder = base === undefined ? '' : folderLike(appFolder, base.positions, positions);
  yield;
  const comparisonWith = (other: BaseInput): Generator<void, Comparison> => {
    const windows = ofRoute({ base: other.window, head: window }, route);
    return compareSteps(
      { window: windows.base, positions: other.positions, sites: other.sites, appFolder: baseFolder },
      { window: windows.head, positions, sites, appFolder },
    );
  };
  if (query.view === 'compare' && base !== undefined)
    return chooseChanges(yield* comparisonWith(base), filter, limit);
  if (query.view === 'flame') {
    const gc = gcOf(window, route, work);
    const compared =
      base &&
      (yield* compareTrees(
        { window: comparableWindow(base.window), frames: base.positions, appFolder: baseFolder },
        { window: comparableWindow(window), frames: positions, appFolder },
        query,
      ));
    const levelled = withLevels(trees, work, query);
    const flame = yield* buildFlame({ ...levelled, gc, names, root, maxNodes, filter, compared });
    if (base === undefined) return { flame };
    return { flame: withVerdicts(flame, yield* comparisonWith(base), root) };
  }
  if (!isAboutFunction(query.view)) return {};
  // A place where requests wait has no time of its own.
  if (waitSiteOf(input) !== undefined) return {};
  const pivot = yield* buildPivot(trees, names, query.function);
  const tellsLines = workTreesOf(window).some(({ lines }) => lines !== undefined);
  if (query.view !== 'source' || !tellsLines) return { pivot };
  const frames = framesOf(query.function, positions, 'function');
  return { pivot, lineRows: lineRows(work.trees, frames, window.frames, names) };
}

/** The place where requests wait that the query is about, if it is about one. */
function waitSiteOf({ window, sites, query, appFolder }: ReportInput): WaitSite | undefined {
  return siteNamed(query.function, window, { sites, appFolder, full: false });
}

async function sourceOf(input: ReportInput): Promise<SourceText> {
  const site = waitSiteOf(input);
  if (site !== undefined) {
    const names = { ...namesOf(input), positions: [site.position] };
    return await sourceText(new Set([0]), [site.frame], names, input.readSource);
  }
  const frames = framesOf(input.query.function, input.positions, 'function');
  return await sourceText(frames, input.window.frames, namesOf(input), input.readSource);
}
