import { joinRoute, pathOf } from '@routeprof/core';

/** A handler or middleware that could match a request. */
export interface RouteMatch {
  readonly path: string;
  readonly method: string;
  readonly handler: object;
}

/** The part of Hono's request that names are derived from. */
export interface HonoRequest {
  readonly path: string;
  readonly routeIndex: number;
}

/**
 * The pattern of the handler that answered a request. If something has removed a prefix from the path, its pattern is not
 * known, and `*` stands for it.
 *
 * @param url Node's `request.url`.
 * @param status the status code, once it has been sent.
 */
export function patternOf(
  request: HonoRequest,
  routes: readonly RouteMatch[],
  url: string,
  status: number | undefined,
): string | undefined {
  const pattern = patternAt(routes, request.routeIndex, status);
  return pattern === undefined || prefixOf(request, url) === '' ? pattern : joinRoute('*', pattern);
}

/** Segments that Hono normalizes away. A path with them differs from Hono's path without having a prefix. */
const dots = /(^|[/\\])(\.|%2e){1,2}([/\\]|$)/i;

/** The prefix that `mount()` of another app, or a function around `fetch`, has removed from the path. */
export function prefixOf(request: HonoRequest, url: string): string {
  const path = pathOf(url);
  if (path === request.path || dots.test(path)) return '';
  const own = request.path === '/' ? '' : request.path;
  return path.endsWith(own) ? path.slice(0, path.length - own.length) : '';
}

/**
 * The pattern of the handler, or the middleware, that answered. Hono has a list of all that match, in order of
 * registration, and the index of the one that it reached.
 *
 * @param status the status code, once it has been sent.
 */
export function patternAt(
  routes: readonly RouteMatch[],
  routeIndex: number,
  status: number | undefined,
): string | undefined {
  const reached = routes[routeIndex];
  if (reached === undefined) return undefined;
  // Middleware may call `next` as long as nothing is sent. If the last one in the list ends with a 404, it has called
  // `next` and nothing came after it.
  const mayPassOn = status === undefined || (status === 404 && routeIndex === routes.length - 1);
  return mayPassOn && isMiddleware(reached) ? undefined : joinRoute(reached.path);
}

/** Hono registers `use` like `all`: only the handler's parameters differ. It wraps handlers of apps within apps. */
function isMiddleware({ method, handler }: RouteMatch): boolean {
  const { __COMPOSED_HANDLER: own = handler } = handler as { __COMPOSED_HANDLER?: object };
  return method === 'ALL' && ((own as { length?: number }).length ?? 0) > 1;
}
