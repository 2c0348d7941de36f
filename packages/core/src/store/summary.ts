import { weightOf } from '../profile/call-tree.ts';
import { mergeLatencies } from '../profile/latency.ts';
import type { Window } from '../profile/window.ts';
import type { WindowSummary } from './store.ts';

/** What a listing tells of a window. */
export function summaryOf(window: Window, id: string): WindowSummary {
  const { sources, startMicros, endMicros, routes, runtime } = window;
  return {
    id,
    sources,
    startMicros,
    endMicros,
    requests: routes.reduce((sum, route) => sum + route.requests, 0),
    cpuMicros: routes.reduce(
      (sum, { tree }) => sum + weightOf(tree).cpuMicros,
      weightOf(runtime.background).cpuMicros,
    ),
    latency: mergeLatencies(routes.map(({ latency }) => latency)),
  };
}
