import type { ReportModel } from '@routeprof/core';

/** Which functions use CPU for which route. */
export const functionsOf: Readonly<Record<string, readonly string[]>> = {
  'GET /before/:id': ['beforeAwait', 'beforeAwaitInner'],
  'GET /after/:id': ['afterAwait', 'afterFile'],
  'GET /timers/:id': ['inTimer', 'inImmediate'],
  'POST /body/:id': ['afterBody'],
  'POST /raw/:id': ['onBodyEnd'],
  'GET /stream/:id': ['inStream'],
  'GET /microtasks/:id': ['inMicrotask', 'inNextTick'],
};
export const idleRoute = 'GET /idle';

export interface TruthRow {
  readonly kind: 'route' | 'function';
  readonly name: string;
  readonly truth: number;
  readonly measured: number;
  readonly samples: number;
  /** Relative difference. */
  readonly error: number;
}

/**
 * Shares of all CPU used on purpose, by the thread's clock and by the profiler. Functions are compared by self time,
 * which has nothing else in it; routes by their total CPU, which includes the framework's work.
 */
export function truthTable(report: ReportModel, burnt: Readonly<Record<string, number>>): TruthRow[] {
  const names = Object.values(functionsOf).flat();
  const allBurnt = sum(names.map((name) => burnt[name] ?? 0));
  const selfOf = (name: string) =>
    report.functions.find((row) => row.name === name && row.file.includes('truth'));
  const allSelf = sum(names.map((name) => selfOf(name)?.selfCpuMicros ?? 0));
  const routes = Object.keys(functionsOf);
  const routeOf = (name: string) => report.routes.find(({ method, route }) => `${method} ${route}` === name);
  const allRoutes = sum(routes.map((name) => routeOf(name)?.cpuMicros ?? 0));
  const row = (
    kind: TruthRow['kind'],
    name: string,
    truth: number,
    measured: number,
    samples: number,
  ): TruthRow => ({
    kind,
    name,
    truth,
    measured,
    samples,
    error: measured / truth - 1,
  });
  return [
    ...routes.map((name) =>
      row(
        'route',
        name,
        sum((functionsOf[name] ?? []).map((each) => burnt[each] ?? 0)) / allBurnt,
        (routeOf(name)?.cpuMicros ?? 0) / allRoutes,
        routeOf(name)?.samples ?? 0,
      ),
    ),
    ...names.map((name) =>
      row(
        'function',
        name,
        (burnt[name] ?? 0) / allBurnt,
        (selfOf(name)?.selfCpuMicros ?? 0) / allSelf,
        selfOf(name)?.samples ?? 0,
      ),
    ),
  ];
}

/** The means of several runs of equal length, which reduce noise. */
export function meanOf(tables: readonly (readonly TruthRow[])[]): TruthRow[] {
  const [first = []] = tables;
  return first.map(({ kind, name }, i) => {
    const rows = tables.map((table) => table[i] as TruthRow);
    const truth = sum(rows.map((row) => row.truth)) / rows.length;
    const measured = sum(rows.map((row) => row.measured)) / rows.length;
    const samples = sum(rows.map((row) => row.samples));
    return { kind, name, truth, measured, samples, error: measured / truth - 1 };
  });
}

export function printTable(rows: readonly TruthRow[]): string {
  const lines = rows.map(({ kind, name, truth, measured, samples, error }) =>
    [
      kind.padEnd(9),
      name.padEnd(22),
      `${(truth * 100).toFixed(2)} %`.padStart(9),
      `${(measured * 100).toFixed(2)} %`.padStart(9),
      `${error >= 0 ? '+' : ''}${(error * 100).toFixed(2)} %`.padStart(9),
      String(samples).padStart(8),
    ].join(' '),
  );
  return [`${'kind'.padEnd(9)} ${'name'.padEnd(22)}     truth  measured     error  samples`, ...lines].join(
    '\n',
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
