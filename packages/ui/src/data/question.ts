import { isAboutFunction } from '../../../core/src/query/query.ts';
import { patternOf } from '../shared.ts';
import { type Address, queryOf } from './address.ts';

/** More rows than anyone reads; even more would only make the page slow. */
const mostRows = 2_000;

/**
 * The request to the server for an address. Sorting, folding and text search happen in the page; patterns are matched
 * by the server only.
 */
export function questionOf(address: Address, format: 'json' | 'text' | 'markdown' = 'json'): string {
  const { view, route } = address;
  // Without a baseline there is nothing to compare: `routes` has the history to choose one from.
  const search = new URLSearchParams({ view: isComparable(address) ? view : 'routes', format });
  addPart(search, address);
  if (route !== '') search.set('route', route);
  if ((view === 'compare' || view === 'flame') && address.base !== '') search.set('base', address.base);
  if (isAboutFunction(view)) search.set('function', address.function);
  if (view === 'flame') {
    if (address.root !== '') search.set('root', address.root);
    if (address.nodes !== '') search.set('nodes', address.nodes);
  }
  if (address.measure !== '') search.set('measure', address.measure);
  if (address.fold.split('.').includes('0')) search.set('fold', '0');
  const searched = searchedFor(address);
  if (patternOf(searched) !== undefined) search.set('filter', searched);
  // The flame graph has its own frames, and views of one function have their own rows.
  search.set(
    'limit',
    String(format === 'json' && view !== 'flame' && !isAboutFunction(view) ? mostRows : 100),
  );
  return `./?${search}`;
}

/** The search text of the view; `''` in views without a search. */
function searchedFor(address: Address): string {
  const searches = ['routes', 'functions', 'flame', 'compare'].includes(address.view);
  return searches && isComparable(address) ? address.filter.trim() : '';
}

/** The same question, for which a first look suffices until the whole answer is there. Only the overview has one. */
export function firstOf(question: string): string {
  return question.startsWith('./?view=routes&') ? `${question}&first=1` : question;
}

/** Whether the server must match a pattern for it. */
export function hasPattern(question: string): boolean {
  return question.includes('&filter=');
}

/** Whether the server can answer the view: a comparison needs a baseline. */
function isComparable({ view, base }: Address): boolean {
  return view !== 'compare' || base !== '';
}

function addPart(search: URLSearchParams, address: Address): void {
  for (const name of ['from', 'to', 'version', 'host', 'process', 'service'] as const)
    if (address[name] !== '') search.set(name, address[name]);
}

/** The report as a file, with the filter and order that are on the screen. */
export function downloadOf(address: Address, format: 'json' | 'text' | 'markdown'): string {
  const search = new URLSearchParams(questionOf(address, format).slice(3));
  const searched = searchedFor(address);
  if (searched !== '') search.set('filter', searched);
  const sorts = ['routes', 'functions', 'compare'].includes(address.view);
  if (sorts && address.sort !== '') search.set('sort', address.sort);
  return `./?${search}`;
}

/** The profile in another tool's format: only the chosen route, and only stacks that the search matches. */
export function exportOf(address: Address, format: string): string {
  const search = new URLSearchParams({ format });
  addPart(search, address);
  if (address.route !== '') search.set('route', address.route);
  if (address.measure !== '') search.set('measure', address.measure);
  // In the overview, the search matches names of routes, not calls.
  const searched = searchedFor(address);
  if (address.view !== 'routes' && searched !== '') search.set('filter', searched);
  return `./?${search}`;
}

/** The page as one HTML file that starts at this address. */
export function saveOf(address: Address): string {
  return `./save${queryOf(address)}`;
}
