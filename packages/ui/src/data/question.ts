import { isAboutFunction } from '../../../core/src/query/query.ts';
import { patternOf } from '../shared.ts';
import { type Address, queryOf } from './address.ts';

/** Enough for any table that one reads; more makes the page slow and tells nothing. */
const mostRows = 2_000;

/**
 * The part of an address that the server must answer. Sorting, folding and searching for text happen in the page; what a
 * pattern matches, the server alone says.
 */
export function questionOf(address: Address, format: 'json' | 'text' | 'markdown' = 'json'): string {
  const { view, route } = address;
  // Without something to compare with there is only what one can choose from.
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
  // The flame graph has frames of its own, and its page needs no rows but those of the overview.
  search.set(
    'limit',
    String(format === 'json' && view !== 'flame' && !isAboutFunction(view) ? mostRows : 100),
  );
  return `./?${search}`;
}

/** What is searched for in the view; `''` where nothing can be. */
function searchedFor(address: Address): string {
  const searches = ['routes', 'functions', 'flame', 'compare'].includes(address.view);
  return searches && isComparable(address) ? address.filter.trim() : '';
}

/** Whether it asks for what a pattern matches. */
export function hasPattern(question: string): boolean {
  return question.includes('&filter=');
}

/** Whether there is an answer to the view: a comparison needs two. */
function isComparable({ view, base }: Address): boolean {
  return view !== 'compare' || base !== '';
}

/** Which part of what is kept it is about. */
function addPart(search: URLSearchParams, address: Address): void {
  for (const name of ['from', 'to', 'version', 'process', 'service'] as const)
    if (address[name] !== '') search.set(name, address[name]);
}

/** The same question for a person who wants a file: with the filter and order that are on the screen. */
export function downloadOf(address: Address, format: 'json' | 'text' | 'markdown'): string {
  const search = new URLSearchParams(questionOf(address, format).slice(3));
  const searched = searchedFor(address);
  if (searched !== '') search.set('filter', searched);
  const sorts = ['routes', 'functions', 'compare'].includes(address.view);
  if (sorts && address.sort !== '') search.set('sort', address.sort);
  return `./?${search}`;
}

/** The profile itself for another tool: of the route, and of the stacks with a call that is searched for. */
export function exportOf(address: Address, format: string): string {
  const search = new URLSearchParams({ format });
  addPart(search, address);
  if (address.route !== '') search.set('route', address.route);
  if (address.measure !== '') search.set('measure', address.measure);
  // Among routes, a search is for names of routes.
  const searched = searchedFor(address);
  if (address.view !== 'routes' && searched !== '') search.set('filter', searched);
  return `./?${search}`;
}

/** One HTML file with everything in it, which starts at this address. */
export function saveOf(address: Address): string {
  return `./save${queryOf(address)}`;
}
