import type { Origin } from '../../src/presentation/model/frame-row.ts';
import type { ReportModel } from '../../src/presentation/model/report.ts';
import type { CallRow, FunctionRow, RouteRow } from '../../src/presentation/model/rows.ts';
import { defaultQuery, type ReportQuery } from '../../src/query/query.ts';
import { functionId } from '../../src/tables/frame-row.ts';
import { noParts } from '../../src/tables/latency-parts.ts';

/** One process that has served a shop for 30 seconds. Parts of its time add up: see `totals`. */
export function shopModel(query: Partial<ReportQuery> = {}, changes: Partial<ReportModel> = {}): ReportModel {
  const routes = shopRoutes();
  const functions = shopFunctions();
  return {
    format: 1,
    sources: [
      {
        service: 'shop',
        version: '1.4.2',
        instance: 'a1',
        pid: 41233,
        node: 'v24.11.0',
        engine: 'async-context',
        rate: 1000,
      },
    ],
    range: { from: Date.UTC(2026, 2, 1, 12, 0, 3) * 1000, to: Date.UTC(2026, 2, 1, 12, 0, 33) * 1000 },
    chosen: { from: 0, to: 0 },
    outliers: [],
    loopDelayMicros: { p50: 0, p99: 34_000, max: 71_000 },
    scope: scopeOf(routes.find((row) => query.route === `${row.method} ${row.route}`)),
    totals: {
      elapsedMicros: 30_000_000,
      cpuMicros: 19_600_000,
      appCpuMicros: 19_400_000,
      idleMicros: 10_350_000,
      gcMicros: 960_000,
      backgroundMicros: 1_080_000,
      profilerMicros: 210_000,
      routesMicros: 17_400_000,
      samples: 19_512,
      requests: 7_811,
      followed: 7_811,
      offMicros: 0,
      errors: 31,
    },
    routes,
    functions,
    counts: {
      routes: { all: 12, matched: 12, shown: routes.length },
      functions: { all: 80, matched: 80, shown: functions.length },
    },
    routeNames: [...routes.map(({ method, route }) => `${method} ${route}`), '(background)', '(profiler)'],
    status: {
      stamp: 's',
      paused: false,
      engine: 'async-context',
      rate: 1000,
      openRequests: 3,
      waitingTraces: 0,
      missedRequests: 0,
      drainHolds: 300,
      longDrainHolds: 0,
      longestDrainMicros: 1_240,
      lostSamples: 0,
      failures: [],
    },
    findings: [],
    waits: [],
    blame: [],
    blocks: [],
    blockLengths: { lowerMicros: [], upperMicros: [], count: [] },
    slowest: [],
    latency: { lowerMicros: [900, 1_400], upperMicros: [1_400, 2_200], count: [7_000, 811] },
    activity: [
      { startMicros: 1, endMicros: 2, requests: 4_000, cpuMicros: 9_000_000, p95Micros: 2_000 },
      { startMicros: 2, endMicros: 3, requests: 3_811, cpuMicros: 10_400_000, p95Micros: 2_100 },
    ],
    ...answerOf(query.view, functions),
    ...changes,
    query: {
      ...defaultQuery,
      sort: query.view && query.view !== 'routes' ? 'self' : 'cpu',
      ...(query.view === 'pivot' || query.view === 'source' ? { function: functions[1]?.id } : {}),
      ...query,
    } as ReportQuery,
  };
}

/** What only one view has. */
function answerOf(
  view: ReportQuery['view'] | undefined,
  functions: readonly FunctionRow[],
): Partial<ReportModel> {
  const [first, second] = functions as readonly [FunctionRow, FunctionRow];
  if (view === 'flame') return { flame: flameOf(functions.slice(0, 10)) };
  if (view === 'source') {
    const lines = ['// Scores a product.', 'export function scoreProduct(product) {', '\treturn 1;', '}'];
    return { source: { file: second.file, firstLine: 40, lines, functionLine: 41 } };
  }
  if (view !== 'pivot') return {};
  const { callers = [], callees = [], ...row } = second;
  return { pivot: { function: row, callers: [...callers, ...(first.callers ?? [])], callees } };
}

/** Each function calls the next, and the last two are called by the first: a chain with a fork. */
export function flameOf(functions: readonly FunctionRow[]): NonNullable<ReportModel['flame']> {
  const nodes = functions.map((_, index) => index);
  const self = functions.map(({ selfCpuMicros }) => selfCpuMicros);
  return {
    parent: [-1, ...nodes.map((index) => (index >= nodes.length - 2 && index > 0 ? 1 : index))],
    frame: [-1, ...nodes],
    samples: [0, ...functions.map(({ samples }) => samples)],
    cpuMicros: [0, ...self],
    wallMicros: [0, ...self],
    frames: functions.map(({ id, name, file, line, column, origin, package: from }) => ({
      id,
      name,
      file,
      line,
      column,
      origin,
      ...(from === undefined ? {} : { package: from }),
    })),
    pruned: { nodes: 0, cpuMicros: 0, samples: 0 },
  };
}

/** What a profiler shows before the first request. */
export function emptyModel(
  query: Partial<ReportQuery> = {},
  changes: Partial<ReportModel> = {},
): ReportModel {
  const none = { all: 0, matched: 0, shown: 0 };
  return shopModel(query, {
    sources: [],
    range: { from: 0, to: 0 },
    scope: { cpuMicros: 0, wallMicros: 0, samples: 0 },
    totals: {
      elapsedMicros: 0,
      cpuMicros: 0,
      appCpuMicros: 0,
      idleMicros: 0,
      gcMicros: 0,
      backgroundMicros: 0,
      profilerMicros: 0,
      routesMicros: 0,
      samples: 0,
      requests: 0,
      followed: 0,
      offMicros: 0,
      errors: 0,
    },
    routes: [],
    functions: [],
    counts: { routes: none, functions: none },
    routeNames: [],
    latency: { lowerMicros: [], upperMicros: [], count: [] },
    activity: [],
    ...(query.view === 'flame' ? { flame: flameOf([]) } : {}),
    ...(query.view === 'source' ? { source: { unavailable: 'It is gone.' } } : {}),
    ...changes,
  });
}

export function routeRow(
  method: string,
  route: string,
  cpuMicros: number,
  requests: number,
  changes: Partial<RouteRow> = {},
): RouteRow {
  const each = requests === 0 ? 0 : cpuMicros / requests;
  return {
    method,
    route,
    requests,
    followed: requests,
    errors: 0,
    aborted: 0,
    statusClasses: [0, requests, 0, 0, 0],
    samples: Math.round(cpuMicros / 1000),
    cpuMicros,
    cpuErrorMicros: 0,
    cpuPerRequestMicros: Math.round(each),
    cpuShare: cpuMicros / 19_400_000,
    wallMicros: Math.round(cpuMicros * 1.02),
    gcMicros: Math.round(cpuMicros * 0.05),
    latencyMicros: {
      mean: Math.round(each * 1.6),
      p50: Math.round(each * 1.3),
      p95: Math.round(each * 3.1),
      p99: Math.round(each * 5.7),
      max: Math.round(each * 14),
    },
    latencyParts: noParts,
    activity: [cpuMicros / 2, cpuMicros / 2],
    ...changes,
  };
}

function shopRoutes(): RouteRow[] {
  return [
    routeRow('POST', '/checkout', 8_120_000, 212, { errors: 4, statusClasses: [0, 199, 0, 9, 4] }),
    routeRow('GET', '/search', 3_940_000, 1_480),
    routeRow('GET', '/reports/blocking', 1_830_000, 41),
    routeRow('GET', '/orders/export.csv', 1_210_000, 60, { aborted: 7 }),
    routeRow('GET', '/products/:id', 861_000, 2_904, { statusClasses: [0, 2_711, 120, 73, 0] }),
    routeRow('GET', '/products', 633_000, 1_611),
    routeRow('POST', '/uploads', 402_000, 37, { aborted: 2 }),
    routeRow('GET', '/orders/:id/items/:item', 210_000, 640),
    routeRow('GET', '/fails', 98_000, 27, { errors: 27, statusClasses: [0, 0, 0, 0, 27] }),
    routeRow('GET', '/awaits', 71_000, 380),
    routeRow('PUT', '/admin/catalogue/categories/:category/products/:product/prices/:currency', 24_500, 12),
    routeRow('GET', '(not found)', 700, 407, { statusClasses: [0, 0, 0, 407, 0] }),
  ];
}

/** Only native code has none. */
const columnOf = (line: number): number => (line === 0 ? 0 : 7);

export function functionRow(
  name: string,
  file: string,
  line: number,
  selfCpuMicros: number,
  totalCpuMicros: number,
  origin: Origin = 'app',
  changes: Partial<FunctionRow> = {},
): FunctionRow {
  const column = columnOf(line);
  return {
    id: functionId({ name, file, line, column }),
    name,
    file,
    line,
    column,
    origin,
    samples: Math.round(selfCpuMicros / 1000),
    totalSamples: Math.round(totalCpuMicros / 1000),
    selfCpuMicros,
    totalCpuMicros,
    selfWallMicros: Math.round(selfCpuMicros * 1.02),
    totalWallMicros: Math.round(totalCpuMicros * 1.02),
    ...changes,
  };
}

export function callRow(name: string, file: string, line: number, totalCpuMicros: number): CallRow {
  return {
    id: functionId({ name, file, line, column: columnOf(line) }),
    name,
    file,
    line,
    totalSamples: Math.round(totalCpuMicros / 1000),
    totalCpuMicros,
    totalWallMicros: Math.round(totalCpuMicros * 1.02),
  };
}

const hot: readonly FunctionRow[] = [
  functionRow('pbkdf2Sync', 'node:internal/crypto/pbkdf2', 62, 7_310_000, 7_340_000, 'node', {
    callers: [callRow('hashPassword', 'src/auth/password.ts', 18, 7_340_000)],
    callees: [callRow('check', 'node:internal/crypto/pbkdf2', 98, 30_000)],
  }),
  functionRow('scoreProduct', 'src/search/score.ts', 41, 2_410_000, 2_890_000, 'app', {
    callers: [
      callRow('rankProducts', 'src/search/rank.ts', 12, 2_700_000),
      callRow('(anonymous)', 'src/search/related.ts', 77, 190_000),
    ],
    callees: [callRow('tokenize', 'src/search/tokens.ts', 8, 480_000)],
  }),
  functionRow('fibonacci', 'src/reports/blocking.ts', 5, 1_790_000, 1_790_000, 'app', {
    callers: [
      callRow('fibonacci', 'src/reports/blocking.ts', 5, 1_760_000),
      callRow('blockingReport', 'src/reports/blocking.ts', 22, 30_000),
    ],
    callees: [callRow('fibonacci', 'src/reports/blocking.ts', 5, 1_760_000)],
  }),
  functionRow('(garbage collector)', '', 0, 960_000, 960_000, 'native'),
  functionRow('toCsvLine', 'src/orders/export.ts', 33, 702_000, 914_000),
  functionRow('parse', 'qs/lib/parse.js', 262, 401_000, 520_000, 'dependency', { package: 'qs' }),
  functionRow('stringify', '', 0, 377_000, 377_000, 'native'),
  functionRow(
    'compile',
    '@hapi/some-long-scope/validation/lib/compile.js',
    1_042,
    302_000,
    610_000,
    'dependency',
    {
      package: '@hapi/some-long-scope',
    },
  ),
  functionRow('handle', 'express/lib/router/layer.js', 152, 34_000, 16_900_000, 'dependency', {
    package: 'express',
  }),
  functionRow('hashPassword', 'src/auth/password.ts', 18, 8_400, 7_900_000),
];

/** Sixty functions: ten with names, and a tail as every real profile has one. */
function shopFunctions(): FunctionRow[] {
  const origins: readonly Origin[] = ['app', 'dependency', 'node', 'native'];
  const tail = Array.from({ length: 50 }, (_, index) => {
    const origin = origins[index % 4] ?? 'app';
    const self = Math.round(290_000 / (index + 1) ** 1.3);
    const file = {
      app: `src/shop/step-${index}.ts`,
      dependency: `pg/lib/query-${index}.js`,
      node: 'node:internal/streams/readable',
      native: '',
    }[origin];
    const line = origin === 'native' ? 0 : 20 + index * 7;
    return functionRow(
      `step${index}`,
      file,
      line,
      self,
      self * 2,
      origin,
      origin === 'dependency' ? { package: 'pg' } : {},
    );
  });
  return [...hot, ...tail];
}

function scopeOf(route: RouteRow | undefined): ReportModel['scope'] {
  const { cpuMicros, wallMicros, samples } = route ?? {
    cpuMicros: 19_400_000,
    wallMicros: 18_480_000,
    samples: 19_000,
  };
  return { cpuMicros, wallMicros, samples };
}
