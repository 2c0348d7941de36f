import { joinRoute } from '@routeprof/core';

/** A handler or middleware that could match a request. */
export interface RouteMatch {
  readonly path: string;
  readonly method: string;
  readonly handler: object;
}

/**
 * The pattern of the handler, or the middleware, that answered. Hono lists all that could match, in the order in which
 * they were made, and tells how far it has come.
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
  // It may have passed on: to what comes next as long as nothing is sent, and to nobody when the last one's answer is a 404.
  const mayPassOn = status === undefined || (status === 404 && routeIndex === routes.length - 1);
  return mayPassOn && isMiddleware(reached) ? undefined : joinRoute(reached.path);
}

/** Hono makes no difference between `use` and `all` but by what the handler takes, and wraps those of apps in apps. */
function isMiddleware({ method, handler }: RouteMatch): boolean {
  const { __COMPOSED_HANDLER: own = handler } = handler as { __COMPOSED_HANDLER?: object };
  return method === 'ALL' && ((own as { length?: number }).length ?? 0) > 1;
}
