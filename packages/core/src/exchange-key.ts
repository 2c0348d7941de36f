/**
 * Under this key a request and its response keep what follows them. All copies of this package share it, so that no two
 * record the same request.
 */
export const exchangeKey: unique symbol = Symbol.for('routeprof.exchange');

/** What frameworks have made for a request, where `routeprof/register` reads its route from. */
export interface FrameworkNotes {
  fastify: unknown;
  koa: unknown;
  hono: unknown;
}

/**
 * The notes of a request that is followed. A `WeakMap` would keep a value that leads back to its request alive until a
 * major collection.
 */
export function notesOf(request: object): FrameworkNotes | undefined {
  return (request as { readonly [exchangeKey]?: FrameworkNotes })[exchangeKey];
}
