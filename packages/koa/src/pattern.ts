import { joinRoute } from '@routeprof/core';

/** What `@koa/router` and `koa-router` leave on the context: the pattern, prefixes of routers joined, and its layer. */
interface Routed {
  readonly originalUrl: string;
  readonly _matchedRoute?: string | RegExp;
  readonly matched?: readonly { readonly path: string | RegExp; readonly regexp: RegExp }[];
}

/** The pattern of the route that a router has taken, with everything that is mounted before it. */
export function patternOf(context: { readonly originalUrl: string }): string | undefined {
  const { _matchedRoute: route, matched = [] } = context as Routed;
  if (route === undefined) return undefined;
  if (typeof route !== 'string') return String(route);
  const layer = matched.findLast(({ path }) => path === route);
  const mount = layer === undefined ? '' : mountOf(context.originalUrl, layer.regexp);
  return mount === '' ? joinRoute(route) : joinRoute(mount, route);
}

/** `koa-mount` takes its prefix off the path and leaves no trace of it: it is what the router has not matched. */
function mountOf(url: string, router: RegExp): string {
  const path = url.split('?', 1)[0] as string;
  for (let at = 0; at >= 0; at = path.indexOf('/', at + 1)) {
    if (router.test(path.slice(at))) return path.slice(0, at);
  }
  return router.test('/') ? path : '';
}
