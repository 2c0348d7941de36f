import { type CallTree, weightOf } from '../profile/call-tree.ts';
import { latencyCount, quantileMicros } from '../profile/latency.ts';
import type { RouteWindow, Window } from '../profile/window.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { createFilter, type Filter } from './filter.ts';
import { sumCalls, sumFunctions } from './functions.ts';
import type { CallRow, FunctionRow, ProfilerStatus, ReportModel, RouteRow, Totals } from './model.ts';
import { placeOf } from './origin.ts';
import { QueryError, type ReportQuery } from './query.ts';
import { compareFunctions, compareRoutes } from './sort.ts';

const backgroundName = '(background)';
const profilerName = '(profiler)';

/** Everything that a report is made of; the same input gives the same report. */
export interface ReportInput {
  /** One merged window: its trees are canonical. */
  readonly window: Window;
  /** `window.frames`, with the positions that people wrote. */
  readonly positions: readonly Frame[];
  readonly query: ReportQuery;
  readonly status: Omit<ProfilerStatus, 'lostSamples'>;
  /** Paths are shortened relative to this folder. */
  readonly appFolder: string;
}

/** Answers a query. Throws a `QueryError` when the query asks for something that does not exist. */
export async function buildReport(input: ReportInput): Promise<ReportModel> {
  const { window, query, status } = input;
  const filter = await createFilter(query.filter);
  const totals = totalsOfWindow(window);
  const rows = window.routes.map((route) => routeRow(route, totals));
  const routeNames = [
    ...[...rows].sort(compareRoutes('cpu')).map(({ method, route }) => `${method} ${route}`),
    backgroundName,
    profilerName,
  ];
  const chosen = chooseTrees(window, query.route);
  // A filter is about what the view shows: the other table stays whole.
  const routeFilter = query.view === 'routes' ? filter : undefined;
  const functionFilter = query.view === 'routes' ? undefined : filter;
  const routes = choose(
    rows,
    compareRoutes(query.view === 'routes' ? query.sort : 'cpu'),
    query.limit,
    routeFilter && (({ method, route }) => routeFilter(`${method} ${route}`)),
  );
  const functions = chooseFunctions(input, chosen, functionFilter);
  const scope = chosen.map(weightOf);
  return {
    format: 1,
    sources: window.sources,
    range: { from: window.startMicros, to: window.endMicros },
    totals,
    scope: {
      cpuMicros: scope.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0),
      wallMicros: scope.reduce((sum, { wallMicros }) => sum + wallMicros, 0),
      samples: scope.reduce((sum, { samples }) => sum + samples, 0),
    },
    routes: routes.shown,
    functions: functions.shown,
    counts: { routes: routes.count, functions: functions.count },
    query,
    routeNames,
    status: { ...status, lostSamples: window.runtime.lost },
  };
}

function totalsOfWindow({ elapsedMicros, routes, runtime }: Window): Totals {
  const trees = routes.map(({ tree }) => weightOf(tree));
  const background = weightOf(runtime.background);
  const profiler = weightOf(runtime.profiler);
  const all = [background, profiler, ...trees];
  return {
    elapsedMicros,
    cpuMicros: runtime.gcCpuMicros + all.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0),
    idleMicros: runtime.idleMicros,
    gcMicros: runtime.gcMicros,
    backgroundMicros: background.wallMicros,
    profilerMicros: profiler.wallMicros,
    routesMicros: trees.reduce((sum, { wallMicros }) => sum + wallMicros, 0),
    samples: runtime.gcSamples + all.reduce((sum, { samples }) => sum + samples, 0),
    requests: routes.reduce((sum, { requests }) => sum + requests, 0),
    errors: routes.reduce((sum, { statusClasses }) => sum + (statusClasses[4] ?? 0), 0),
  };
}

function routeRow(window: RouteWindow, totals: Totals): RouteRow {
  const { method, route, requests, statusClasses, aborted, latency, gcMicros, tree } = window;
  const { samples, cpuMicros, wallMicros } = weightOf(tree);
  const measured = latencyCount(latency);
  return {
    method,
    route,
    requests,
    errors: statusClasses[4] ?? 0,
    aborted,
    statusClasses,
    samples,
    cpuMicros,
    cpuPerRequestMicros: requests === 0 ? 0 : Math.round(cpuMicros / requests),
    cpuShare: totals.cpuMicros === 0 ? 0 : cpuMicros / totals.cpuMicros,
    wallMicros,
    gcMicros,
    latencyMicros: {
      mean: measured === 0 ? 0 : Math.round(latency.sumMicros / measured),
      p50: Math.round(quantileMicros(latency, 0.5)),
      p95: Math.round(quantileMicros(latency, 0.95)),
      p99: Math.round(quantileMicros(latency, 0.99)),
      max: latency.maxMicros,
    },
  };
}

/** The trees that a route name stands for; with no name all but the profiler's own work. */
function chooseTrees({ routes, runtime }: Window, name: string): CallTree[] {
  if (name === '') return [...routes.map(({ tree }) => tree), runtime.background];
  if (name === backgroundName) return [runtime.background];
  if (name === profilerName) return [runtime.profiler];
  const chosen = routes.filter(({ method, route }) => name === route || name === `${method} ${route}`);
  if (chosen.length > 0) return chosen.map(({ tree }) => tree);
  const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  throw new QueryError(
    `There is no route ${JSON.stringify(shown)} in this profile. Choose one from view=routes, or leave route out for the whole app.`,
  );
}

function chooseFunctions(input: ReportInput, trees: readonly CallTree[], filter: Filter | undefined) {
  const { window, positions, query, appFolder } = input;
  const sums = sumFunctions(trees, window.frames.length);
  const rows: FunctionRow[] = [];
  const frameOf = new Map<FunctionRow, number>();
  for (let frame = 0; frame < window.frames.length; frame++) {
    if (sums.totalSamples[frame] === 0 && sums.totalWallMicros[frame] === 0) continue;
    const position = positions[frame] as Frame;
    const { origin, package: packageName, shortFile } = placeOf(position, appFolder);
    const row: FunctionRow = {
      name: position.name,
      file: query.full ? position.file : shortFile,
      line: position.line,
      column: position.column,
      origin,
      ...(packageName === undefined ? {} : { package: packageName }),
      samples: sums.selfSamples[frame] as number,
      totalSamples: sums.totalSamples[frame] as number,
      selfCpuMicros: sums.selfCpuMicros[frame] as number,
      totalCpuMicros: sums.totalCpuMicros[frame] as number,
      selfWallMicros: sums.selfWallMicros[frame] as number,
      totalWallMicros: sums.totalWallMicros[frame] as number,
    };
    rows.push(row);
    frameOf.set(row, frame);
  }
  const chosen = choose(
    rows,
    compareFunctions(query.view === 'routes' ? 'self' : query.sort),
    query.limit,
    filter && (({ name, file, line }) => filter(`${name} ${file}:${line}`)),
  );
  if (query.view !== 'callers' && query.view !== 'callees') return chosen;

  const side = query.view;
  const calls = sumCalls(trees, new Set(chosen.shown.map((row) => frameOf.get(row) as number)), side);
  const callRow = (frame: number): Pick<CallRow, 'name' | 'file' | 'line'> => {
    const position = positions[frame];
    if (position === undefined) return { name: '(root)', file: '', line: 0 };
    const file = query.full ? position.file : placeOf(position, appFolder).shortFile;
    return { name: position.name, file, line: position.line };
  };
  const shown = chosen.shown.map((row) => ({
    ...row,
    [side]: (calls.get(frameOf.get(row) as number) ?? []).map(({ frame, ...weights }) => ({
      ...callRow(frame),
      ...weights,
    })),
  }));
  return { ...chosen, shown };
}

function choose<Row>(
  rows: readonly Row[],
  compare: (a: Row, b: Row) => number,
  limit: number,
  keep?: (row: Row) => boolean,
) {
  const matched = keep ? rows.filter(keep) : [...rows];
  const shown = matched.sort(compare).slice(0, limit);
  return { shown, count: { all: rows.length, matched: matched.length, shown: shown.length } };
}
