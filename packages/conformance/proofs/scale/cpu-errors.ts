import { weightOf } from '../../../core/src/profile/call-tree.ts';
import { cpuErrorMicros, estimatedRoute, isEntire } from '../../../core/src/profile/estimated-window.ts';
import type { Window } from '../../../core/src/profile/window.ts';

/** How far each route's CPU time in a view is from what its requests have really used: shares. */
export interface CpuErrors {
  readonly median: number;
  readonly worst: number;
  /** Of the ten routes with the most CPU time. */
  readonly worstOfTop: number;
  /** Of all intervals of 95 %, those that hold the truth; `undefined` where all requests were followed. */
  readonly holding: number | undefined;
}

const sigmasOf95 = 1.96;
const topRoutes = 10;

/** @param truth CPU time by the name of the route. */
export function cpuErrorsOf(window: Window, truth: ReadonlyMap<string, number>): CpuErrors {
  const rows = window.routes
    .map((row) => {
      const real = truth.get(row.route) ?? 0;
      const found = weightOf(estimatedRoute(row).tree).cpuMicros;
      const holds = Math.abs(found - real) <= sigmasOf95 * cpuErrorMicros(row);
      return { real, error: Math.abs(found / real - 1), holds };
    })
    .filter(({ real }) => real > 0)
    .sort((a, b) => b.real - a.real);
  const errors = rows.map(({ error }) => error);
  return {
    median: [...errors].sort((a, b) => a - b)[errors.length >> 1] ?? 0,
    worst: Math.max(...errors),
    worstOfTop: Math.max(...errors.slice(0, topRoutes)),
    holding: isEntire(window) ? undefined : rows.filter(({ holds }) => holds).length / rows.length,
  };
}
