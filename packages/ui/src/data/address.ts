import { signal } from '@preact/signals';
import { isPageView, type PageView } from '../../../core/src/query/query.ts';

export type View = PageView;
/** What the width of a box of the flame graph stands for. */
export type Weight = 'cpu' | 'wall' | 'samples';

/** The most calls that the server sends at once. */
export const mostNodes = '100000';

/** The whole state of the page, as the query string of the URL has it. */
export interface Address {
  readonly view: View;
  /** `''` for the whole app. */
  readonly route: string;
  readonly sort: string;
  /** Text, or a `/pattern/`. */
  readonly filter: string;
  /** A function's id, for the pivot and its source. */
  readonly function: string;
  /** A function's id: the flame graph then shows all its calls. */
  readonly root: string;
  /** How many calls the flame graph may have; `''` for the server's default. */
  readonly nodes: string;
  /** The box that fills the flame graph: see `pathKeys`. */
  readonly zoom: string;
  /**
   * What is folded or moved in the flame graph, joined by dots: `packages`, `node`, `app`, `invert`; `0` for all
   * frames.
   */
  readonly fold: string;
  readonly weight: Weight;
  /** Which measure the report shows, if the profile has several; `''` for the profile's default. */
  readonly measure: string;
  /** `''`, `file` or `package`. */
  readonly group: string;
  /** In a comparison, which side gives the boxes their widths: `base`, or `''` for current. */
  readonly width: string;
  /** Of which latencies a route's page shows the parts: `p95`, or `''` for all. */
  readonly parts: string;
  /** The id of the slow request that a route's page shows; `''` for the slowest. */
  readonly request: string;
  /** `''` for the system's theme. */
  readonly theme: string;
  /** Which part of the measurements is shown, as in the server's URLs; `''` for no bound. */
  readonly from: string;
  readonly to: string;
  readonly version: string;
  readonly host: string;
  readonly process: string;
  readonly service: string;
  /** The baseline: `FROM..TO`, `version:1.2.2`, `host:web-2` or `process:ab12`, or a span and one of these. */
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
  parts: '',
  request: '',
  theme: '',
  from: '',
  to: '',
  version: '',
  host: '',
  process: '',
  service: '',
  base: '',
};

/** Reads a query string; unknown values become the default. */
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

/** Views that only text, Markdown and JSON have. */
function otherView(name: string): View {
  return name === 'callers' || name === 'callees' ? 'functions' : 'routes';
}

/** The query string of an address, without defaults. Never empty: an empty link would keep the current query. */
export function queryOf(address: Address): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(address)) {
    if (value !== start[name as keyof Address]) search.set(name, value);
  }
  return `?${search}`;
}

/** The current address. */
export const address = signal<Address>(start);

/** The address after a change. What belongs only to the old view, route or service is reset. */
export function changed(from: Address, change: Partial<Address>): Address {
  const left = change.view !== undefined && change.view !== from.view;
  const elsewhere =
    (change.route !== undefined && change.route !== from.route) ||
    (change.root !== undefined && change.root !== from.root);
  const otherService = change.service !== undefined && change.service !== from.service;
  return {
    ...from,
    ...(otherService ? { route: '', version: '', host: '', process: '', base: '' } : {}),
    ...(left ? { sort: '', filter: '', root: '', nodes: '' } : {}),
    ...(left || elsewhere ? { zoom: '' } : {}),
    ...(elsewhere ? { request: '' } : {}),
    ...change,
  };
}

/** Changes the address. Typing and other small steps replace the entry in the history instead of adding one. */
export function go(change: Partial<Address>, step: 'push' | 'replace' = 'push'): void {
  const next = changed(address.value, change);
  const query = queryOf(next);
  if (query === queryOf(address.value)) return;
  address.value = next;
  try {
    if (step === 'push') history.pushState(null, '', query);
    else history.replaceState(null, '', query);
  } catch {
    // A sandboxed saved page may not change its URL. The page follows `address` anyway.
  }
}

/** Reads the URL, now and on every back and forward. Without a query it uses `start`; `fixed` values never change. */
export function followHistory({ start, fixed }: { start: string; fixed: Partial<Address> }): void {
  const read = (): void => {
    const query = location.href.includes('?') ? location.search : start;
    address.value = { ...parseAddress(query), ...fixed };
  };
  addEventListener('popstate', read);
  read();
}
