import type { ReportModel } from './model/report.ts';

/** What the shares of functions are shares of. */
export interface Scope {
  readonly cpuMicros: number;
  /** `the route’s CPU time` */
  readonly name: string;
}

export function wholeApp({ totals }: ReportModel): Scope {
  return { cpuMicros: totals.appCpuMicros, name: 'the app’s CPU time, without the profiler’s own' };
}

/** The CPU time of what is shown: the calls of one function, the chosen route, or the whole app. */
export function scopeOf(model: ReportModel): Scope {
  const { query, scope, flame } = model;
  if (query.view === 'flame' && query.root !== '' && flame !== undefined) {
    return {
      cpuMicros: flame.cpuMicros.reduce((sum, micros) => sum + micros, 0),
      name: 'the CPU time of these calls',
    };
  }
  if (query.route === '') return wholeApp(model);
  const isRoute = !/^\(.+\)$/.test(query.route);
  const name = isRoute
    ? 'the route’s CPU time, with its garbage collection'
    : `the CPU time of ${query.route.slice(1, -1)}`;
  return { cpuMicros: scope.cpuMicros, name };
}
