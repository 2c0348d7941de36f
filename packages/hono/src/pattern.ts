import { joinRoute } from '@routeprof/core';

/** A route that could match a request. */
export interface RouteMatch {
  readonly path: string;
  readonly method: string;
}

/**
 * The pattern of the handler that answered. Hono lists every route that could match, in the order in which they were
 * made, and tells how far it has come; what is before that is middleware, which matches by wildcards.
 */
export function patternAt(routes: readonly RouteMatch[], routeIndex: number): string | undefined {
  const reached = routeIndex + 1;
  const handler = routes.slice(0, reached).findLast(isHandler) ?? routes.slice(reached).find(isHandler);
  return handler === undefined ? undefined : joinRoute(handler.path);
}

function isHandler({ path, method }: RouteMatch): boolean {
  return method !== 'ALL' || !path.endsWith('*');
}
