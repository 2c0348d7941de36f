import type { FunctionRow, RouteRow } from './model.ts';
import type { FunctionSort, ReportQuery, RouteSort } from './query.ts';

type Compare<Row> = (a: Row, b: Row) => number;

/** Numbers descend, names ascend; ties are broken by name, so that the order never changes by itself. */
const routeKeys: Record<RouteSort, (row: RouteRow) => number | string> = {
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

const functionKeys: Record<FunctionSort, (row: FunctionRow) => number | string> = {
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

export function compareRoutes(sort: ReportQuery['sort']): Compare<RouteRow> {
  return comparing(routeKeys[sort as RouteSort], ({ route, method }) => `${route} ${method}`);
}

export function compareFunctions(sort: ReportQuery['sort']): Compare<FunctionRow> {
  return comparing(functionKeys[sort as FunctionSort], ({ name, file, line }) => `${name} ${file} ${line}`);
}

function comparing<Row>(key: (row: Row) => number | string, tieBreaker: (row: Row) => string): Compare<Row> {
  // Functions with few samples have mostly the same numbers, and a row is compared a dozen times.
  const known = new Map<Row, string>();
  const nameOf = (row: Row): string => {
    let name = known.get(row);
    if (name === undefined) known.set(row, (name = tieBreaker(row)));
    return name;
  };
  return (a, b) => {
    const x = key(a);
    const y = key(b);
    if (typeof x === 'number' && typeof y === 'number' && x !== y) return y - x;
    if (typeof x === 'string' && typeof y === 'string' && x !== y) return x < y ? -1 : 1;
    const s = nameOf(a);
    const t = nameOf(b);
    return s < t ? -1 : s > t ? 1 : 0;
  };
}
