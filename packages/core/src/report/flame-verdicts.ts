import type { Comparison } from '../presentation/model/comparison.ts';
import type { FlameGraph } from '../presentation/model/flame.ts';
import { routeName } from '../presentation/names.ts';

/**
 * A flame graph of two sides with what the comparison of the same two says of its functions, and of all its requests
 * together: one answer in all views. What the comparison does not list is left to be judged by itself.
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
