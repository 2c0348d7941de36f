import { type Weight, weightOf } from './call-tree.ts';
import type { LatencySums } from './latency.ts';
import type { RouteWindow, RuntimeWindow, Window } from './window.ts';

/** The sums of a window, without its stacks, traces and blocks: they are read in a tenth of the time. */
export interface Digest
  extends Pick<Window, 'sources' | 'startMicros' | 'endMicros' | 'elapsedMicros' | 'loopDelays'> {
  readonly rows: readonly DigestRow[];
  readonly runtime: Omit<RuntimeWindow, 'background' | 'profiler' | 'others' | 'unknown'>;
  readonly background: Weight;
  readonly profiler: Weight;
}

export interface DigestRow
  extends Pick<
    RouteWindow,
    'method' | 'route' | 'requests' | 'statusClasses' | 'aborted' | 'gcMicros' | 'following'
  > {
  readonly weight: Weight;
  readonly latency: LatencySums;
}

export function digestOf(window: Window): Digest {
  const { sources, startMicros, endMicros, elapsedMicros, loopDelays, runtime } = window;
  const { background, profiler, others: _others, unknown: _unknown, ...times } = runtime;
  return {
    ...{ sources, startMicros, endMicros, elapsedMicros },
    ...(loopDelays && { loopDelays }),
    runtime: times,
    ...{ background: weightOf(background), profiler: weightOf(profiler) },
    rows: window.routes.map(({ method, route, requests, statusClasses, aborted, gcMicros, ...row }) => ({
      ...{ method, route, requests, statusClasses, aborted, gcMicros, latency: row.latency },
      ...{ weight: weightOf(row.tree) },
      ...(row.following && { following: row.following }),
    })),
  };
}

/** What a digest has of the rows and the runtime of a window, added up. */
export function totalsOfDigest({ rows, background }: Digest): { requests: number; cpuMicros: number } {
  let requests = 0;
  let { cpuMicros } = background;
  for (const row of rows) {
    requests += row.requests;
    cpuMicros += row.weight.cpuMicros;
  }
  return { requests, cpuMicros };
}
