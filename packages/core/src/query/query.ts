import { basePart, checkPart, type Part } from './part.ts';
import { QueryError } from './query-error.ts';

export { QueryError } from './query-error.ts';

/** The report's views. The whole query is in the URL's query string, so that every state of the report has a link. */
export const views = [
  'routes',
  'functions',
  'flame',
  'callers',
  'callees',
  'pivot',
  'source',
  'compare',
] as const;
export type View = (typeof views)[number];

/** The page shows callers and callees as one view. */
export type PageView = Exclude<View, 'callers' | 'callees'>;
export function isPageView(name: string): name is PageView {
  return name !== 'callers' && name !== 'callees' && (views as readonly string[]).includes(name);
}

/** Views of one function: they need `function`. */
export function isAboutFunction(view: View): view is 'pivot' | 'source' {
  return view === 'pivot' || view === 'source';
}

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

export interface ReportQuery extends Part {
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
  /** The measure to show, a name from `measures`; `''` for CPU time, or what the profile prefers. */
  readonly measure: string;
  /** False to show every frame, also those of Node that only start a turn of the event loop: `fold=0`. */
  readonly fold: boolean;
  /** A function's `id`, for `view=pivot` and `view=source`. */
  readonly function: string;
  /** With `view=flame`: a function's `id`; the graph is then made of all its calls, merged. */
  readonly root: string;
  /** With `view=flame`: the largest number of nodes. */
  readonly nodes: number;
  /** With `view=compare` and `view=flame`: the baseline, see `basePart`; `''` for none. */
  readonly base: string;
}

/** Whether the view compares with a baseline: `compare` always, the flame graph if there is one. */
export function comparesWith({ view, base }: ReportQuery): boolean {
  return view === 'compare' || (view === 'flame' && base !== '');
}

const defaultLimit = 100;
const defaultNodes = 10_000;
const fewestNodes = 10;
const mostNodes = 100_000;
const longestId = 1_000;
const largestLimit = 100_000;
const longestFilter = 1_000;
const longestRouteName = 500;
const longestBase = 500;

/** Parameters of the page: they change how the report is drawn, not what it says. */
const others = ['format', 'token', 'first', 'zoom', 'weight', 'width', 'group', 'parts', 'request', 'theme'];

const parameters = [
  'from',
  'to',
  'version',
  'host',
  'process',
  'service',
  'base',
  'function',
  'root',
  'nodes',
  'view',
  'route',
  'sort',
  'limit',
  'filter',
  'full',
  'fold',
  'measure',
] as const;

/** Reads the query string; throws a `QueryError` for anything that it does not know. */
export function parseQuery(search: URLSearchParams): ReportQuery {
  const known = new Set<string>(['view', ...parameters, ...others]);
  for (const name of search.keys()) {
    if (!known.has(name)) {
      throw new QueryError(`There is no parameter ${quote(name)}. Allowed: ${[...known].join(', ')}.`);
    }
    if (search.getAll(name).length > 1)
      throw new QueryError(`Give the parameter ${quote(name)} once, not several times.`);
  }
  const view = oneOf('view', search.get('view') || 'routes', views);
  const sorts = view === 'routes' ? routeSorts : functionSorts;
  const functionId = bounded('function', search.get('function') ?? '', longestId);
  if (isAboutFunction(view) && functionId === '') {
    throw new QueryError(
      `view=${view} needs a function. Give its id as function=; the JSON of view=functions has the ids.`,
    );
  }
  const text = (name: string, longest = longestRouteName): string =>
    bounded(name, search.get(name) ?? '', longest);
  const part: Part = {
    from: text('from'),
    to: text('to'),
    version: text('version'),
    host: text('host'),
    process: text('process'),
    service: text('service'),
  };
  checkPart(part);
  const base = text('base', longestBase);
  if (basePart(base, part) === undefined && view === 'compare') {
    throw new QueryError(
      'view=compare needs a baseline. Give it as base=: a span of time, such as base=-2h..-1h, or base=version:1.2.2.',
    );
  }
  return {
    view,
    ...part,
    base,
    route: bounded('route', search.get('route') ?? '', longestRouteName),
    sort: oneOf('sort', search.get('sort') || (view === 'routes' ? 'cpu' : 'self'), sorts),
    limit: wholeNumber('limit', search.get('limit'), 'rows', defaultLimit, largestLimit),
    filter: bounded('filter', search.get('filter') ?? '', longestFilter),
    full: parseSwitch('full', search.get('full')),
    // The page keeps other switches in this parameter, which do not change the report's content.
    fold: !(search.get('fold') ?? '').split('.').includes('0'),
    measure: text('measure'),
    function: functionId,
    root: bounded('root', search.get('root') ?? '', longestId),
    nodes: wholeNumber('nodes', search.get('nodes'), 'nodes', defaultNodes, mostNodes, fewestNodes),
  };
}

/** Whether a first look suffices: `first=1`, which the page asks before it asks for everything. */
export function isFirst(search: URLSearchParams): boolean {
  return parseSwitch('first', search.get('first'));
}

/** The query of an empty query string. */
export const defaultQuery: ReportQuery = parseQuery(new URLSearchParams());

/** The query string of `query`, without what is at its default. */
export function queryString(query: ReportQuery, extra: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams();
  if (query.view !== 'routes') search.set('view', query.view);
  if (query.route !== '') search.set('route', query.route);
  if (query.sort !== (query.view === 'routes' ? 'cpu' : 'self')) search.set('sort', query.sort);
  if (query.limit !== defaultLimit) search.set('limit', String(query.limit));
  if (query.filter !== '') search.set('filter', query.filter);
  if (query.full) search.set('full', '1');
  if (!query.fold) search.set('fold', '0');
  if (query.measure !== '') search.set('measure', query.measure);
  if (query.function !== '') search.set('function', query.function);
  if (query.root !== '') search.set('root', query.root);
  if (query.nodes !== defaultNodes) search.set('nodes', String(query.nodes));
  for (const name of ['from', 'to', 'version', 'host', 'process', 'service', 'base'] as const)
    if (query[name] !== '') search.set(name, query[name]);
  for (const [name, value] of Object.entries(extra)) search.set(name, value);
  const text = search.toString();
  return text === '' ? '?' : `?${text}`;
}

function oneOf<Value extends string>(name: string, value: string, allowed: readonly Value[]): Value {
  if ((allowed as readonly string[]).includes(value)) return value as Value;
  throw new QueryError(`${name}=${quote(value)} is not valid. Allowed: ${allowed.join(', ')}.`);
}

function wholeNumber(
  name: string,
  value: string | null,
  what: string,
  usual: number,
  largest: number,
  least = 1,
): number {
  if (value === null || value === '') return usual;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (number >= least && number <= largest) return number;
  throw new QueryError(
    `${name}=${quote(value)} is not a number of ${what}. Give a whole number from ${least} to ${largest}.`,
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
