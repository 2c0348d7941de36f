import type { Comparison } from '../presentation/model/comparison.ts';
import type { FlameGraph } from '../presentation/model/flame.ts';
import { routeName } from '../presentation/names.ts';

/**
 * Adds the verdicts of the comparison to a differential flame graph, on its functions and on all requests together, so
 * that all views give the same answer. Calls of functions that the comparison does not list are judged by themselves.
 */
export function withVerdicts(
  flame: FlameGraph,
  { functions, routes, overall, head }: Comparison,
  root: string,
): FlameGraph {
  const { base } = flame;
  if (base === undefined) return flame;
  const rows = new Map(functions.map((row) => [row.id, row]));
  const ofRoutes = new Map(routes.map((row) => [routeName(row), row.cpuPerRequestMicros]));
  const frames = flame.frames.map((frame) => {
    const ofRoute = frame.isRoute === true ? ofRoutes.get(frame.name) : undefined;
    if (ofRoute !== undefined) return { ...frame, judged: { self: ofRoute, total: ofRoute } };
    const row = rows.get(frame.id);
    if (row === undefined) return frame;
    const { selfCpuPerRequestMicros: self, totalCpuPerRequestMicros: total } = row;
    return { ...frame, judged: { self, total } };
  });
  const isWhole = root === '' && head.commonRequests > 0;
  return { ...flame, frames, base: isWhole ? { ...base, judged: overall.cpuPerRequestMicros } : base };
}
