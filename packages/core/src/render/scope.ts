import type { ReportModel } from '../report/model.ts';

/** What the shares of functions are shares of. */
export interface Scope {
  readonly cpuMicros: number;
  /** `all CPU time` */
  readonly name: string;
}

export function wholeApp({ totals }: ReportModel): Scope {
  return { cpuMicros: totals.cpuMicros, name: 'all CPU time' };
}

/** The chosen route's CPU time, or that of the whole app. */
export function scopeOf(model: ReportModel): Scope {
  if (model.query.route === '') return wholeApp(model);
  const isRoute = !/^\(.+\)$/.test(model.query.route);
  const name = isRoute ? 'the route’s CPU time' : `the CPU time of ${model.query.route.slice(1, -1)}`;
  return { cpuMicros: model.scope.cpuMicros, name };
}
