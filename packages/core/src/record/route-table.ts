import { keptText } from '../kept-text.ts';
import { clip, notFoundRoute, otherRoute, templateOf } from './route-name.ts';

/** One row of the report. Its `id` is the bucket of its samples. */
export interface RouteEntry {
  readonly id: number;
  /** `'*'` for rows that gather requests of any method. */
  readonly method: string;
  readonly route: string;
  /** False until a request of this route has been recorded. */
  seen: boolean;
}

export interface RouteTable {
  readonly entries: readonly RouteEntry[];
  /** The row for a matched pattern. */
  named(method: string, pattern: string): RouteEntry;
  /** The row for a request that matched no pattern: 404s share one, other paths are templated. */
  unnamed(method: string, path: string, status: number): RouteEntry;
}

/**
 * At most `maxRoutes` routes get a row, the rest go to `(other)`. URLs without a pattern may take half of the rows: a
 * static file server or a scanner must not crowd out the app's own routes.
 */
export function createRouteTable(maxRoutes: number): RouteTable {
  const entries: RouteEntry[] = [];
  const byMethod = new Map<string, Map<string, RouteEntry>>();
  let own = 0;
  let templated = 0;

  const find = (method: string, route: string): RouteEntry | undefined => byMethod.get(method)?.get(route);
  const add = (method: string, route: string): RouteEntry => {
    const entry: RouteEntry = { id: entries.length, method, route: keptText(route), seen: false };
    entries.push(entry);
    let routes = byMethod.get(method);
    if (routes === undefined) byMethod.set(method, (routes = new Map()));
    routes.set(entry.route, entry);
    return entry;
  };
  const shared = (route: string): RouteEntry => find('*', route) ?? add('*', route);

  return {
    entries,
    named(method, pattern) {
      const known = find(method, pattern);
      if (known !== undefined) return known;
      const route = clip(pattern);
      const clipped = find(method, route);
      if (clipped !== undefined) return clipped;
      if (own + templated >= maxRoutes) return shared(otherRoute);
      own++;
      return add(method, route);
    },
    unnamed(method, path, status) {
      if (status === 404) return shared(notFoundRoute);
      const route = templateOf(path);
      const known = find(method, route);
      if (known !== undefined) return known;
      if (templated >= maxRoutes / 2 || own + templated >= maxRoutes) return shared(otherRoute);
      templated++;
      return add(method, route);
    },
  };
}
