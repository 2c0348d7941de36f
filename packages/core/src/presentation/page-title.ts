import { isAboutFunction, type ReportQuery } from '../query/query.ts';
import type { ReportModel } from './model/report.ts';
import { summarize } from './summary.ts';
import { visibleName } from './visible-text.ts';

/** For the title of a window: what is seen, of whom: `functions of GET /pay · shop 1.4.2 · routeprof`. */
export function pageTitle(
  { view, function: id, route }: Pick<ReportQuery, 'view' | 'function' | 'route'>,
  model: ReportModel,
): string {
  const subject = isAboutFunction(view) ? id : route;
  const what = [view, subject].filter(Boolean).join(' of ');
  return titleOf(visibleName(what, 80), summarize(model).service);
}

/** What is not there, or from whom, is left out. */
export function titleOf(what: string, service: string = ''): string {
  return [what, service, 'routeprof'].filter(Boolean).join(' · ');
}
