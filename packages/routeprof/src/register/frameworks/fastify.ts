import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { callApp, marked, notesOf } from '@routeprof/core/shared';

interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly routeOptions?: { readonly url?: string };
}
interface Fastify {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: unknown, done: () => void) => void,
  ): unknown;
}

/** Fastify 4 and 5 publish each new app on a diagnostics channel. */
export function followFastify(onFailure: (error: unknown) => void): void {
  subscribe('fastify.initialization', (message) => {
    try {
      (message as { readonly fastify: Fastify }).fastify.addHook('onRequest', onRequest);
    } catch (error) {
      onFailure(error);
    }
  });
}

const onRequest = marked({
  'routeprof:own'(request: FastifyRequest, _reply: unknown, done: () => void): void {
    const notes = notesOf(request.raw);
    if (notes !== undefined) notes.fastify = request;
    callApp(done);
  },
});

/** The route of a Fastify app, with the prefixes of its plugins. */
export function fastifyPattern(request: unknown): string | undefined {
  return (request as FastifyRequest | undefined)?.routeOptions?.url;
}
