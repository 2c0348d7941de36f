import type { Comparison, Window } from '@routeprof/core/tools';

/**
 * Why the profile of a load has not measured it, in one sentence; `undefined` when it has. A small load may have no
 * samples: then it is the budgets for CPU that are not measured.
 */
export function profileProblem({ routes }: Window): string | undefined {
  if (!routes.some(({ requests }) => requests > 0))
    return 'Not measured: the app answered the load, but its profiler counted none of these requests. Mount it before the routes, and see that it does not ignore them.';
  return undefined;
}

/** Why two profiles do not compare, in one sentence; `undefined` when they do. */
export function comparisonProblem({ base, head }: Comparison): string | undefined {
  if (head.commonRequests === 0)
    return 'Not measured: no route has requests in both profiles, so there is nothing to compare. Send both the same load.';
  const without = [base, head].flatMap(({ samples }, i) => (samples === 0 ? [names[i]] : []));
  if (without.length === 0) return undefined;
  return `Not measured: the ${without.join(' and the ')} ha${without.length > 1 ? 've' : 's'} no samples of requests, so there is no CPU to compare. Record it under more load.`;
}

const names = ['base', 'head'];
