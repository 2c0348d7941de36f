import type { FunctionSort, RouteSort } from '../query/query.ts';
import type { FunctionRow, RouteRow } from './model/rows.ts';

type SortedRoute = Omit<
  RouteRow,
  'method' | 'statusClasses' | 'aborted' | 'cpuShare' | 'gcMicros' | 'activity'
>;
type SortedFunction = Pick<
  FunctionRow,
  | 'selfCpuMicros'
  | 'totalCpuMicros'
  | 'selfWallMicros'
  | 'totalWallMicros'
  | 'samples'
  | 'name'
  | 'file'
  | 'line'
  | 'package'
>;

/** By what each sort order of routes compares, on the server and in the page. */
export const routeKeys: Readonly<Record<RouteSort, (row: SortedRoute) => number | string>> = {
  cpu: (row) => row.cpuMicros,
  'cpu/request': (row) => row.cpuPerRequestMicros,
  wall: (row) => row.wallMicros,
  samples: (row) => row.samples,
  requests: (row) => row.requests,
  errors: (row) => row.errors,
  mean: (row) => row.latencyMicros.mean,
  p50: (row) => row.latencyMicros.p50,
  p95: (row) => row.latencyMicros.p95,
  p99: (row) => row.latencyMicros.p99,
  max: (row) => row.latencyMicros.max,
  route: (row) => row.route,
};

/** The same for functions. */
export const functionKeys: Readonly<Record<FunctionSort, (row: SortedFunction) => number | string>> = {
  self: (row) => row.selfCpuMicros,
  total: (row) => row.totalCpuMicros,
  'self-wall': (row) => row.selfWallMicros,
  'total-wall': (row) => row.totalWallMicros,
  samples: (row) => row.samples,
  name: (row) => row.name,
  file: (row) => row.file,
  line: (row) => row.line,
  package: (row) => row.package ?? '',
};
