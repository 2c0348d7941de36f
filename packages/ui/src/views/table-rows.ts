import type { FunctionRow, RouteRow } from '../data/model.ts';
import type { Match } from '../text/match.ts';
import { routeName, searchText } from '../text/names.ts';

type Key<Row> = (row: Row) => number | string;

/** How routes can be ordered; the names are the server's. */
const routeKeys: Readonly<Record<string, Key<RouteRow>>> = {
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

/** How functions can be ordered. */
const functionKeys: Readonly<Record<string, Key<FunctionRow>>> = {
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

export function chooseRoutes(rows: readonly RouteRow[], match: Match | undefined, sort: string): RouteRow[] {
  return choose(rows, match, routeKeys[sort] ?? routeKeys.cpu!, routeName);
}

export function chooseFunctions(
  rows: readonly FunctionRow[],
  match: Match | undefined,
  sort: string,
): FunctionRow[] {
  return choose(rows, match, functionKeys[sort] ?? functionKeys.self!, searchText);
}

/** Numbers descend, names ascend; rows that are equal stay in the order of their texts, so nothing moves by itself. */
function choose<Row>(
  rows: readonly Row[],
  match: Match | undefined,
  key: Key<Row>,
  textOf: (row: Row) => string,
): Row[] {
  const keyed = rows.map((row) => ({ row, key: key(row), text: textOf(row) }));
  const wanted = match === undefined ? keyed : keyed.filter(({ text }) => match.wants(text));
  wanted.sort((a, b) => compare(a.key, b.key) || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  return wanted.map(({ row }) => row);
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return b - a;
  return a < b ? -1 : a > b ? 1 : 0;
}
