import { grouped } from '../grouped.ts';
import { mapSteps } from '../in-turns.ts';
import { widthOfBin } from '../profile/latency-bins.ts';
import { sumOfRoutes } from '../profile/merge-processes.ts';
import type { ProcessPart, ProcessRoute } from '../profile/process-rows.ts';
import { routeKey } from '../profile/route-key.ts';
import { latencyDispersion } from './latency-change.ts';
import type { RouteFigure } from './outlying-processes.ts';
import { sampleDispersion } from './sampled.ts';

/** With fewer, single requests or samples decide. */
const fewestRequests = 20;
const fewestSamples = 20;
/** Processes with fewer requests of a route are not among the others. */
const fewestOfOthers = 10;

/** What each process did on each route, all spans together. */
export interface ProcessSums {
  readonly instance: string;
  readonly routes: readonly ProcessRoute[];
}

/** Yields between processes. */
export function* sumsOfProcesses(parts: readonly ProcessPart[]): Generator<void, readonly ProcessSums[]> {
  const groups = grouped(parts, ({ instance }) => instance);
  return yield* mapSteps(groups, ([instance, ofProcess]) => ({ instance, routes: sumOfRoutes(ofProcess) }));
}

/**
 * CPU time per request. Its noise is that of samples, and that of requests, which may cost different amounts: it is taken
 * to be as large as their mean. Processes without any sample have a profiler that takes none.
 */
export function cpuFigures(processes: readonly ProcessSums[]): RouteFigure[] {
  const sampled = processes.filter(({ routes }) => routes.some(({ samples }) => samples > 0));
  const all = sampled.flatMap(({ routes }) => routes);
  const sampleMicros =
    all.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0) /
    all.reduce((sum, { samples }) => sum + samples, 0);
  return sampled.flatMap(({ instance, routes }) =>
    routes.flatMap((row): RouteFigure[] => {
      const { requests, notFollowed, weightMilli, cpuMicros, samples } = row;
      const followed = requests - notFollowed;
      if (followed < fewestOfOthers || weightMilli === 0) return [];
      return [
        {
          ...{ instance, name: routeKey(row) },
          value: Math.log((cpuMicros + sampleMicros / 2) / (weightMilli / 1e3)),
          variance: sampleDispersion / (samples + 0.5) + 1 / followed,
          isJudged: followed >= fewestRequests && samples >= fewestSamples,
        },
      ];
    }),
  );
}

/** The mean of the latencies' logarithms: how long a request typically takes. Single slow requests do not matter. */
export function latencyFigures(processes: readonly ProcessSums[]): RouteFigure[] {
  return processes.flatMap(({ instance, routes }) =>
    routes.flatMap((row): RouteFigure[] => {
      const { requests, binSum, binSquares } = row;
      if (requests < fewestOfOthers) return [];
      const mean = binSum / requests;
      const spread = Math.max(0, binSquares / requests - mean ** 2);
      return [
        {
          ...{ instance, name: routeKey(row) },
          value: mean * widthOfBin,
          variance: widthOfBin ** 2 * ((latencyDispersion * spread) / requests + 1),
          isJudged: requests >= fewestRequests,
        },
      ];
    }),
  );
}
