import { signal } from '@preact/signals';
import { isPageView, type PageView } from '../../../core/src/query/query.ts';

/** What the page can show. */
export type View = PageView;
/** What a box of the flame graph, or a row of functions, is measured by. */
export type Weight = 'cpu' | 'wall' | 'samples';

/** The most calls that the server gives at once. */
export const mostNodes = '100000';

/** Everything that one can see or choose: the query string of the URL, and nothing else. */
export interface Address {
  readonly view: View;
  /** `''` for the whole app. */
  readonly route: string;
  readonly sort: string;
  /** Text, or a `/pattern/`. */
  readonly filter: string;
  /** A function's id, for the pivot and its source. */
  readonly function: string;
  /** A function's id: the flame graph then is of all its calls. */
  readonly root: string;
  /** How many calls the flame graph may have; `''` for as many as the server thinks right. */
  readonly nodes: string;
  /** The box that fills the flame graph: see `pathKeys`. */
  readonly zoom: string;
  /** What is folded or moved in the flame graph, joined by dots: `packages`, `node`, `app`, `invert`; `0` for all frames. */
  readonly fold: string;
  readonly weight: Weight;
  /** What the report is of, where the profile has a choice; `''` for what it says itself. */
  readonly measure: string;
  /** `''`, `file` or `package`. */
  readonly group: string;
  /** Whose widths the flame graph has when it compares: `base`, or `''` for what is chosen. */
  readonly width: string;
  /** `''` for the system's. */
  readonly theme: string;
  /** Which part of what is kept is shown, as the server takes it: `''` for no bound. */
  readonly from: string;
  readonly to: string;
  readonly version: string;
  readonly process: string;
  readonly service: string;
  /** What it is compared with: `FROM..TO`, `version:1.2.2`, or both. */
  readonly base: string;
}

const start: Address = {
  view: 'routes',
  route: '',
  sort: '',
  filter: '',
  function: '',
  root: '',
  nodes: '',
  zoom: '',
  fold: '',
  weight: 'cpu',
  measure: '',
  group: '',
  width: '',
  theme: '',
  from: '',
  to: '',
  version: '',
  process: '',
  service: '',
  base: '',
};

/** Reads a query string; what it does not know stays at its default. */
export function parseAddress(query: string): Address {
  const search = new URLSearchParams(query);
  const entries = Object.entries(start).map(([name, value]) => [name, search.get(name) ?? value]);
  const address = Object.fromEntries(entries) as Address;
  return {
    ...address,
    view: isPageView(address.view) ? address.view : otherView(address.view),
    weight: ['wall', 'samples'].includes(address.weight) ? address.weight : 'cpu',
    nodes: address.nodes === mostNodes ? mostNodes : '',
  };
}

/** Views that only the server's own page has. */
function otherView(name: string): View {
  return name === 'callers' || name === 'callees' ? 'functions' : 'routes';
}

/** The query string of an address, without what is at its default. Never empty, as a link it must lead somewhere. */
export function queryOf(address: Address): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(address)) {
    if (value !== start[name as keyof Address]) search.set(name, value);
  }
  return `?${search}`;
}

/** Where the reader is. */
export const address = signal<Address>(start);

/** The address after a change: what belongs to the view or the route that is left does not come along. */
export function changed(from: Address, change: Partial<Address>): Address {
  const left = change.view !== undefined && change.view !== from.view;
  const elsewhere =
    (change.route !== undefined && change.route !== from.route) ||
    (change.root !== undefined && change.root !== from.root);
  const otherService = change.service !== undefined && change.service !== from.service;
  return {
    ...from,
    ...(otherService ? { route: '', version: '', process: '', base: '' } : {}),
    ...(left ? { sort: '', filter: '', root: '', nodes: '' } : {}),
    ...(left || elsewhere ? { zoom: '' } : {}),
    ...change,
  };
}

/** Goes there. Typing and other small steps replace the entry in the history instead of adding one. */
export function go(change: Partial<Address>, step: 'push' | 'replace' = 'push'): void {
  const next = changed(address.value, change);
  const query = queryOf(next);
  if (query === queryOf(address.value)) return;
  address.value = next;
  try {
    if (step === 'push') history.pushState(null, '', query);
    else history.replaceState(null, '', query);
  } catch {
    // A saved page in a sandbox has no address of its own: it shows what was chosen all the same.
  }
}

/**
 * Reads the address bar, now and whenever the reader goes back or forward. Without a query it is at `start`; what is
 * fixed stays as it is.
 */
export function followHistory({ start, fixed }: { start: string; fixed: Partial<Address> }): void {
  const read = (): void => {
    const query = location.href.includes('?') ? location.search : start;
    address.value = { ...parseAddress(query), ...fixed };
  };
  addEventListener('popstate', read);
  read();
}
