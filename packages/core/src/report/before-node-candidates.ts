import type { RouteWindow } from '../profile/window.ts';
import { blameRows } from '../tables/blame-rows.ts';
import { latencyParts } from '../tables/latency-parts.ts';
import type { Candidate } from './finding-candidates.ts';

/** Less of the time before Node is a detail. */
const leastShareOfOne = 0.2;

/** Who lets a route's clients wait before Node takes up their requests. No change makes the route's own latency shorter. */
export function beforeNodeCandidates(route: RouteWindow): Candidate[] {
  const { totalMicros, beforeNodeMicros } = latencyParts(route.traces);
  return blameRows(route).flatMap((row): Candidate[] => {
    const micros = row.beforeNodeMicros;
    if (micros === 0 || micros < leastShareOfOne * beforeNodeMicros) return [];
    const by = { method: row.byMethod, route: row.byRoute };
    const mostMicros = longestBehind(route, by);
    return [
      {
        kind: 'before',
        ...{ route, micros, mostMicros, worker: by, others: 0 },
        share: micros / (totalMicros + beforeNodeMicros),
        target: row.byMethod === '' ? row.byRoute : `${row.byMethod} ${row.byRoute}`,
        cause: `before Node ${row.byMethod} ${row.byRoute}`,
        effects: [{ route, savings: () => 0 }],
      },
    ];
  });
}

/** The longest that a kept trace can have waited, of those that this one has delayed. */
function longestBehind(
  { traces }: RouteWindow,
  by: { readonly method: string; readonly route: string },
): number {
  const kept = [...(traces?.sample ?? []), ...(traces?.slowest ?? [])];
  return kept.reduce((most, { blame, beforeNodeMaxMicros }) => {
    const isDelayed = blame.some(
      (one) => one.method === by.method && one.route === by.route && one.beforeNodeMicros > 0,
    );
    return isDelayed ? Math.max(most, beforeNodeMaxMicros) : most;
  }, 0);
}
