import type { Totals } from '../presentation/model/report.ts';
import type { RouteRow } from '../presentation/model/rows.ts';
import { type Weight, weightOf } from '../profile/call-tree.ts';
import { cpuErrorMicros, estimatedRoute, followedOf } from '../profile/estimated-window.ts';
import { latencyCount, quantileMicros } from '../profile/latency.ts';
import { countSources } from '../profile/sources.ts';
import type { RouteWindow, Window } from '../profile/window.ts';
import { latencyParts } from './latency-parts.ts';

/** The whole window in numbers that add up. Yields between trees. */
export function* totalsOf({ elapsedMicros, sources, routes, runtime }: Window): Generator<void, Totals> {
  const trees: Weight[] = [];
  for (const { tree } of routes) {
    trees.push(weightOf(tree));
    yield;
  }
  const background = weightOf(runtime.background);
  const profiler = weightOf(runtime.profiler);
  const all = [background, profiler, ...trees];
  const cpuMicros = runtime.gcCpuMicros + all.reduce((sum, weight) => sum + weight.cpuMicros, 0);
  return {
    elapsedMicros,
    cpuMicros,
    appCpuMicros: cpuMicros - profiler.cpuMicros,
    idleMicros: runtime.idleMicros,
    gcMicros: runtime.gcMicros,
    backgroundMicros: background.wallMicros,
    profilerMicros: profiler.wallMicros,
    routesMicros: trees.reduce((sum, { wallMicros }) => sum + wallMicros, 0),
    samples: runtime.gcSamples + all.reduce((sum, { samples }) => sum + samples, 0),
    requests: routes.reduce((sum, { requests }) => sum + requests, 0),
    followed: routes.reduce((sum, route) => sum + followedOf(route), 0),
    offMicros: runtime.offMicros ?? 0,
    ...stacksOf({ sources, routes }),
    errors: routes.reduce((sum, { statusClasses }) => sum + (statusClasses[4] ?? 0), 0),
  };
}

function stacksOf({ sources, routes }: Pick<Window, 'sources' | 'routes'>): Partial<Totals> {
  const { processes, stackProcesses } = countSources(sources);
  const tookTurns =
    stackProcesses < processes || routes.some(({ following }) => following?.turns !== undefined);
  return tookTurns ? { processes, stackProcesses } : {};
}

/** One route, with its CPU in each slice of time. */
export function routeRow(window: RouteWindow, totals: Totals, activity: readonly number[]): RouteRow {
  const { method, route, requests, statusClasses, aborted, latency } = window;
  const { gcMicros, tree } = estimatedRoute(window);
  const { samples, cpuMicros, wallMicros } = weightOf(tree);
  const measured = latencyCount(latency);
  return {
    method,
    route,
    requests,
    followed: followedOf(window),
    errors: statusClasses[4] ?? 0,
    aborted,
    statusClasses,
    samples,
    cpuMicros,
    cpuErrorMicros: cpuErrorMicros(window),
    cpuPerRequestMicros: requests === 0 ? 0 : Math.round(cpuMicros / requests),
    cpuShare: totals.appCpuMicros === 0 ? 0 : cpuMicros / totals.appCpuMicros,
    wallMicros,
    gcMicros,
    latencyMicros: {
      mean: measured === 0 ? 0 : Math.round(latency.sumMicros / measured),
      p50: Math.round(quantileMicros(latency, 0.5)),
      p95: Math.round(quantileMicros(latency, 0.95)),
      p99: Math.round(quantileMicros(latency, 0.99)),
      max: latency.maxMicros,
    },
    latencyParts: latencyParts(window.traces),
    activity,
  };
}
