import type { CallRow, ReportModel } from '../presentation/model.ts';
import { suggestBases } from '../presentation/suggest-base.ts';
import {
  type FunctionSort,
  queryString,
  type ReportQuery,
  type RouteSort,
  type View,
} from '../query/query.ts';
import { searchText } from '../query/search-text.ts';

/** The longest filter that a query may carry. */
const longestFilter = 1_000;

/** The same question about another kind of row: what only makes sense for the other kind is left behind. */
export function viewLink(query: ReportQuery, view: View): string {
  if (view === query.view) return queryString(query);
  if (view === 'routes') return queryString({ ...query, view, sort: 'cpu', route: '', filter: '' });
  if (query.view === 'routes') return queryString({ ...query, view, sort: 'self', filter: '' });
  return queryString({ ...query, view });
}

/** What is chosen against what it is compared with, or the likeliest to be; `''` when there is nothing to compare. */
export function compareLink({ query, history, chosen }: ReportModel): string {
  if (query.base !== '') return viewLink(query, 'compare');
  const [first] = history === undefined ? [] : suggestBases(history, query, chosen);
  return first === undefined ? '' : viewLink({ ...query, ...first.part, base: first.base }, 'compare');
}

/** The functions of one route, or of the whole app (`''`). */
export function routeLink(query: ReportQuery, route: string): string {
  return viewLink({ ...query, route }, 'functions');
}

export function sortLink(query: ReportQuery, sort: RouteSort | FunctionSort): string {
  return queryString({ ...query, sort });
}

export function limitLink(query: ReportQuery, limit: number): string {
  return queryString({ ...query, limit });
}

export function filterLink(query: ReportQuery, filter: string): string {
  return queryString({ ...query, filter });
}

export function formatLink(query: ReportQuery, format: 'text' | 'markdown' | 'json'): string {
  return queryString(query, { format });
}

/** Who called one function, or what it called. */
export function callsLink(
  query: ReportQuery,
  view: 'callers' | 'callees',
  row: Pick<CallRow, 'name' | 'file' | 'line'>,
): string {
  return queryString({ ...query, view, filter: functionFilter(row) });
}

/** Filters look into `name file:line`, which is as near to the function itself as a question can come. */
function functionFilter(row: Pick<CallRow, 'name' | 'file' | 'line'>): string {
  const text = searchText(row)
    .slice(0, longestFilter)
    .replace(/[\ud800-\udbff]$/, '');
  // Between slashes it would be a regular expression; without the last character it still finds the function.
  return /^\/.+\/i?$/s.test(text) ? text.slice(0, -1) : text;
}
