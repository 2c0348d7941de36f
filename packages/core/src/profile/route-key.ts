import type { RouteName } from './trace.ts';

/** `METHOD route`: equal for rows of the same route. */
export function routeKey({ method, route }: RouteName): string {
  return `${method} ${route}`;
}
