import type { ReportModel } from '../report/model.ts';
import { formatCount, plural } from './quantity.ts';
import { scopeOf } from './scope.ts';
import { sortName } from './sort-names.ts';
import { visibleName } from './visible-text.ts';

const others = {
  functions: '',
  callers: ' and their callers',
  callees: ' and what they called',
} as const;

/** Shows a name from the app: each format makes it harmless in its own way. */
export type ShowName = (name: string) => string;

/** What the table shows: `Functions of GET /orders/:id, by self CPU`. */
export function viewTitle({ query }: ReportModel, show: ShowName = visibleName): string {
  const { view, route, sort } = query;
  const where = route === '' ? '' : ` of ${show(route)}`;
  const rows = view === 'routes' ? 'Routes' : `Functions${where}${others[view]}`;
  return `${rows}, by ${sortName(sort)}`;
}

/** What the shares in the table are shares of. */
export function shareNote(model: ReportModel): string {
  const { view } = model.query;
  if (view === 'routes') return '';
  const base = `Shares are of ${scopeOf(model).name}`;
  return view === 'functions' ? `${base}.` : `${base}; of a ${view.slice(0, -1)}, of its function’s total.`;
}

/** `12 of 80 functions shown; limit=12`, and how many the filter matches. */
export function countsLine(model: ReportModel, show: ShowName = visibleName): string {
  const { view, filter, limit } = model.query;
  const { all, matched, shown } = model.counts[view === 'routes' ? 'routes' : 'functions'];
  const of = (part: number, whole: number): string => {
    const rows = plural(whole, view === 'routes' ? 'route' : 'function');
    return part === whole ? rows : `${formatCount(part)} of ${rows}`;
  };
  const parts =
    filter === ''
      ? [`${of(shown, matched)} shown`]
      : [`filter=${show(filter)} matches ${of(matched, all)}`, `${formatCount(shown)} shown`];
  if (shown < matched) parts.push(`limit=${limit}`);
  return parts.join('; ');
}

/** Why the table has no rows, and what to do. */
export function noRowsAdvice({ query }: ReportModel): string {
  const routes = query.view === 'routes';
  if (query.filter !== '') return `No ${routes ? 'route' : 'function'} matches the filter.`;
  if (!routes) return 'No function was sampled here yet. Send requests to the app, then reload.';
  return 'No request has ended yet. Send requests to the app, then reload. (The first one is left out, unless discardFirst is false.)';
}
