import type { FunctionSort, RouteSort } from '../query/query.ts';

/** Names of the sort orders, where there is room for words. */
const names: Record<RouteSort | FunctionSort, string> = {
  cpu: 'CPU',
  'cpu/request': 'CPU per request',
  wall: 'time on the loop',
  samples: 'samples',
  requests: 'requests',
  errors: 'errors (5xx)',
  mean: 'mean latency',
  p50: 'p50 latency',
  p95: 'p95 latency',
  p99: 'p99 latency',
  max: 'slowest request',
  route: 'route',
  self: 'self CPU',
  total: 'total CPU',
  'self-wall': 'self time on the loop',
  'total-wall': 'total time on the loop',
  name: 'function name',
  file: 'file',
  line: 'line',
  package: 'package',
};

/** @param amount The name of the report's measure, if that is not CPU time. */
export function sortName(sort: RouteSort | FunctionSort, amount?: string): string {
  if (amount !== undefined && (sort === 'cpu' || sort === 'self' || sort === 'total'))
    return sort === 'cpu' ? amount : `${sort} ${amount}`;
  return names[sort];
}

const ascending: ReadonlySet<string> = new Set(['route', 'name', 'file', 'line', 'package']);

/** Numbers descend, names ascend. */
export function ascends(sort: RouteSort | FunctionSort): boolean {
  return ascending.has(sort);
}
