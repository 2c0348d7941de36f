import type { Comparison, Window } from '@routeprof/core/tools';
import { mostLost } from './judge-load.ts';
import type { LoadResult } from './send-load.ts';

/** How many requests of a load are missing from its profile. Other clients' requests only make it larger. */
export function uncounted({ routes }: Window, load: LoadResult): number {
  const counted = routes.reduce((sum, { requests }) => sum + requests, 0);
  return Math.max(0, load.requests - counted);
}

/**
 * Why a profile is not that of the load, in one sentence; `undefined` when it is. A small load may have no samples: only
 * budgets for CPU are unmeasured then.
 *
 * @param isWarm whether the app had requests before: by default, the profiler leaves out the first one of a process.
 */
export function profileProblem(window: Window, load: LoadResult, isWarm: boolean): string | undefined {
  const missing = uncounted(window, load);
  const allowed = Math.max(mostLost * load.requests, isWarm || load.requests === 1 ? 0 : 1);
  if (missing <= allowed) return undefined;
  return `Not measured: ${missing} of ${load.requests} requests of the load are not in the profile, and at most ${mostLost * 100}% may be missing. Mount the profiler before the routes, see what its options ignore and discardFirst leave out, and give an app of several processes the option dir.`;
}

/** Why two profiles cannot be compared, in one sentence; `undefined` when they can. */
export function comparisonProblem({ base, head }: Comparison): string | undefined {
  if (head.commonRequests === 0)
    return 'Not measured: no route has requests in both profiles, so there is nothing to compare. Send both the same load.';
  const without = [base, head].flatMap(({ samples }, i) => (samples === 0 ? [names[i]] : []));
  if (without.length === 0) return undefined;
  return `Not measured: the ${without.join(' and the ')} ha${without.length > 1 ? 've' : 's'} no samples of requests, so there is no CPU to compare. Record it under more load.`;
}

const names = ['base', 'head'];
