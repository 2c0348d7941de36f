import type { ShowName } from '../presentation/compare-words.ts';
import { lackLine, lackOfRows } from '../presentation/lacks.ts';
import { lineNote } from '../presentation/line-costs.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import type { RouteRow, RowCount } from '../presentation/model/rows.ts';
import { formatCount, partOf, plural } from '../presentation/quantity.ts';
import { routeFacts } from '../presentation/route-facts.ts';
import { measureName, scopeOf, wholeApp } from '../presentation/scope.ts';
import { sortName } from '../presentation/sort-names.ts';
import { explainedRoute, isOf } from '../presentation/traced.ts';
import { visibleName } from '../presentation/visible-text.ts';
import { isAboutFunction, type View } from '../query/query.ts';
import { flameLines } from './flame-lines.ts';
import { mostRequests } from './latency-blocks.ts';

const others: Partial<Record<View, string>> = {
  callers: ' and their callers',
  callees: ' and what they called',
};

/** What the table shows: `Functions of GET /orders/:id, by self CPU`. */
export function viewTitle(model: ReportModel, show: ShowName = visibleName): string {
  const { query, measure } = model;
  const { view, route, sort } = query;
  const where = route === '' ? '' : ` of ${show(route)}`;
  const within = route === '' ? '' : `, in ${show(route)}`;
  if (isAboutFunction(view)) {
    return view === 'pivot'
      ? `${show(query.function)}, who called it, and what it called${within}`
      : `Source of ${show(query.function)}`;
  }
  if (view === 'flame') {
    const calls = query.root === '' ? `Call tree${where}` : `Calls of ${show(query.root)}${within}`;
    return `${calls}, heaviest first`;
  }
  if (view === 'compare') return `Compared${where}`;
  if (explainedRoute(model) !== undefined) return `Latency of ${show(route)}`;
  const rows = view === 'routes' ? 'Routes' : `Functions${where}${others[view] ?? ''}`;
  return `${rows}, by ${sortName(sort, measure && show(measure.name))}`;
}

/** What the shares in the table are shares of; of a source, what its lines have. */
export function shareNote(model: ReportModel): string {
  const { view } = model.query;
  if (view === 'source') return lineNote(model);
  if (view === 'compare') return '';
  const explained = explainedRoute(model);
  if (explained !== undefined) return routeFacts(explained, model).join(' · ');
  if (view === 'routes') return `Shares are of ${wholeApp(model).name}.`;
  if (view === 'pivot') return `Shares are of the function’s total ${measureName(model)}.`;
  const base = `Shares are of ${scopeOf(model).name}`;
  if (view === 'flame' && model.base !== undefined)
    return `${base}. Baseline: what the same requests would have taken.`;
  return view === 'callers' || view === 'callees'
    ? `${base}; of a ${view.slice(0, -1)}, of its function’s total.`
    : `${base}.`;
}

/** How many rows the view has. */
function rowCount(model: ReportModel): RowCount {
  const { view } = model.query;
  if (view !== 'flame') return model.counts[view === 'routes' ? 'routes' : 'functions'];
  const { lines, all } = flameLines(model);
  return { all: Math.max(0, (model.flame?.parent.length ?? 0) - 1), matched: all, shown: lines.length };
}

function pivotLine({ pivot }: ReportModel): string {
  return `${plural(pivot?.callers.length ?? 0, 'caller')}, ${plural(pivot?.callees.length ?? 0, 'callee')}`;
}

function sourceLine({ source, lineRows = [] }: ReportModel, show: ShowName): string {
  if (source === undefined || 'unavailable' in source)
    return lineRows.length === 0 ? 'no lines' : `${plural(lineRows.length, 'line')} without their code`;
  const last = source.firstLine + source.lines.length - 1;
  return `lines ${source.firstLine} to ${last} of ${show(source.file)}`;
}

function comparedLine({ counts: { routes, functions }, query }: ReportModel, show: ShowName): string {
  const filter = query.filter === '' ? '' : `; filter=${show(query.filter)}`;
  return `${partOf(routes.shown, routes.all, 'route')}, ${partOf(functions.shown, functions.all, 'function')} compared${filter}`;
}

function explainedLine({ waits, slowest }: ReportModel, row: RouteRow): string {
  const requests = slowest.filter(isOf(row)).length;
  const shown = Math.min(requests, mostRequests);
  return `${plural(waits.filter(isOf(row)).length, 'wait')}, ${partOf(shown, requests, 'slow request')} shown`;
}

/** `12 of 80 functions shown; limit=12`, and how many the filter matches. */
export function countsLine(model: ReportModel, show: ShowName = visibleName): string {
  const { view, filter, limit } = model.query;
  if (view === 'pivot') return pivotLine(model);
  if (view === 'source') return sourceLine(model, show);
  if (view === 'compare') return comparedLine(model, show);
  const explained = explainedRoute(model);
  if (explained !== undefined) return explainedLine(model, explained);
  const { all, matched, shown } = rowCount(model);
  const rowName = view === 'routes' ? 'route' : view === 'flame' ? 'call' : 'function';
  const parts =
    filter === ''
      ? [`${partOf(shown, matched, rowName)} shown`]
      : [`filter=${show(filter)} matches ${partOf(matched, all, rowName)}`, `${formatCount(shown)} shown`];
  if (shown < matched) parts.push(`limit=${limit}`);
  return parts.join('; ');
}

/** Why the table has no rows, and what to do. */
export function noRowsAdvice(model: ReportModel): string {
  const { query, source } = model;
  if (query.view === 'source' && source !== undefined && 'unavailable' in source) return source.unavailable;
  const rows = query.view === 'routes' ? 'route' : 'function';
  return lackLine(lackOfRows(rows, query.filter !== '', model));
}
