/** The report's questions. Everything is in the URL's query string, so that every state of the report has a link. */
export const views = ['routes', 'functions', 'callers', 'callees'] as const;
export type View = (typeof views)[number];

export const routeSorts = [
  'cpu',
  'cpu/request',
  'wall',
  'samples',
  'requests',
  'errors',
  'mean',
  'p50',
  'p95',
  'p99',
  'max',
  'route',
] as const;
export const functionSorts = [
  'self',
  'total',
  'self-wall',
  'total-wall',
  'samples',
  'name',
  'file',
  'line',
  'package',
] as const;
export type RouteSort = (typeof routeSorts)[number];
export type FunctionSort = (typeof functionSorts)[number];

export interface ReportQuery {
  readonly view: View;
  /** `''` for the whole app, or a row's name: `'GET /orders/:id'`; the pattern alone means all its methods. */
  readonly route: string;
  /** Numbers descend, names ascend. */
  readonly sort: RouteSort | FunctionSort;
  /** Rows to show. */
  readonly limit: number;
  /** Text that a row must contain, or a `/regular expression/`; letter case does not matter. */
  readonly filter: string;
  /** True for whole paths. */
  readonly full: boolean;
}

/** A question that cannot be answered as asked. The message says what is allowed. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

export const defaultLimit = 100;
const largestLimit = 100_000;
const longestFilter = 1_000;
const longestRouteName = 500;

/** Parameters that belong to the page around the report. */
const others = new Set(['format', 'token']);

/** Reads the query string; throws a `QueryError` for anything that it does not know. */
export function parseQuery(search: URLSearchParams): ReportQuery {
  const known = new Set(['view', 'route', 'sort', 'limit', 'filter', 'full', ...others]);
  for (const name of search.keys()) {
    if (!known.has(name)) {
      throw new QueryError(`There is no parameter ${quote(name)}. Known are: ${[...known].join(', ')}.`);
    }
    if (search.getAll(name).length > 1)
      throw new QueryError(`Give the parameter ${quote(name)} once, not several times.`);
  }
  const view = oneOf('view', search.get('view') || 'routes', views);
  const sorts = view === 'routes' ? routeSorts : functionSorts;
  return {
    view,
    route: bounded('route', search.get('route') ?? '', longestRouteName),
    sort: oneOf('sort', search.get('sort') || (view === 'routes' ? 'cpu' : 'self'), sorts),
    limit: parseLimit(search.get('limit')),
    filter: bounded('filter', search.get('filter') ?? '', longestFilter),
    full: parseSwitch('full', search.get('full')),
  };
}

/** As much of a query as can be read: each parameter that is wrong is left at its default. Never throws. */
export function parseLeniently(search: URLSearchParams): ReportQuery {
  const kept = new URLSearchParams();
  for (const name of ['view', 'route', 'sort', 'limit', 'filter', 'full']) {
    const value = search.get(name);
    if (value === null) continue;
    const tried = new URLSearchParams(kept);
    tried.set(name, value);
    try {
      parseQuery(tried);
      kept.set(name, value);
    } catch {
      // Left at its default.
    }
  }
  return parseQuery(kept);
}

/** The query string that asks `query`; what is at its default is left out. */
export function queryString(query: ReportQuery, extra: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams();
  if (query.view !== 'routes') search.set('view', query.view);
  if (query.route !== '') search.set('route', query.route);
  if (query.sort !== (query.view === 'routes' ? 'cpu' : 'self')) search.set('sort', query.sort);
  if (query.limit !== defaultLimit) search.set('limit', String(query.limit));
  if (query.filter !== '') search.set('filter', query.filter);
  if (query.full) search.set('full', '1');
  for (const [name, value] of Object.entries(extra)) search.set(name, value);
  const text = search.toString();
  return text === '' ? '?' : `?${text}`;
}

function oneOf<Value extends string>(name: string, value: string, allowed: readonly Value[]): Value {
  if ((allowed as readonly string[]).includes(value)) return value as Value;
  throw new QueryError(`${name}=${quote(value)} is not known. Allowed are: ${allowed.join(', ')}.`);
}

function parseLimit(value: string | null): number {
  if (value === null || value === '') return defaultLimit;
  const limit = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= largestLimit) return limit;
  throw new QueryError(
    `limit=${quote(value)} is not a number of rows. Give a whole number from 1 to ${largestLimit}.`,
  );
}

function parseSwitch(name: string, value: string | null): boolean {
  if (value === null || value === '' || value === '0' || value === 'off' || value === 'false') return false;
  if (value === '1' || value === 'on' || value === 'true') return true;
  throw new QueryError(`${name}=${quote(value)} is neither on nor off. Give 1 or 0.`);
}

function bounded(name: string, value: string, longest: number): string {
  if (value.length <= longest) return value;
  throw new QueryError(`${name} has ${value.length} characters. Give at most ${longest}.`);
}

function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
