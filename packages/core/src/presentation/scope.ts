import type { Measure } from '../profile/measure.ts';
import type { ReportModel } from './model/report.ts';
import { visibleName } from './visible-text.ts';

/** The whole that the shares of functions refer to. */
export interface Whole {
  /** CPU time, or the amount of the report's measure. */
  readonly cpuMicros: number;
  readonly measure: Measure | undefined;
  /** `the route’s CPU time` */
  readonly name: string;
}

/** `CPU time`, or the name of the report's measure: `inuse_space`. */
export function measureName({ measure }: Pick<ReportModel, 'measure'>): string {
  return measure === undefined ? 'CPU time' : visibleName(measure.name, 60);
}

export function wholeApp(model: ReportModel): Whole {
  const { totals, measure } = model;
  const name =
    measure === undefined ? 'the app’s CPU time, without the profiler’s own' : `all ${measureName(model)}`;
  return { cpuMicros: totals.appCpuMicros, measure, name };
}

/** The CPU time of what is shown: the calls of one function, the chosen route, or the whole app. */
export function scopeOf(model: ReportModel): Whole {
  const { query, scope, flame, measure } = model;
  const measureText = measureName(model);
  if (query.view === 'flame' && query.root !== '' && flame !== undefined) {
    return {
      cpuMicros: flame.cpuMicros.reduce((sum, micros) => sum + micros, 0),
      measure,
      name: `the ${measureText} of these calls`,
    };
  }
  if (query.route === '') return wholeApp(model);
  const isRoute = !/^\(.+\)$/.test(query.route);
  const gc = measure === undefined ? ', with its garbage collection' : '';
  const name = isRoute
    ? `the route’s ${measureText}${gc}`
    : `the ${measureText} of ${query.route.slice(1, -1)}`;
  return { cpuMicros: scope.cpuMicros, measure, name };
}
