import { Readable } from 'node:stream';
import { createShop, errorReply, notFoundReply, type ShopReply, type ShopRoute } from '@apps/shop';
import { HOST, type Serving, whenListening } from '@apps/shop/serving';
import type { AdapterOptions } from '@routeprof/core/node';
import { profilerPlugin } from '@routeprof/fastify';
import {
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
  fastify,
} from 'fastify';

export interface AppOptions {
  /** `false` leaves the profiler out. */
  readonly profiler?: AdapterOptions<FastifyRequest> | false;
  /** Where the shop is mounted. */
  readonly mount?: string;
}

export async function createApp(options: AppOptions = {}): Promise<FastifyInstance> {
  const app = fastify({ forceCloseConnections: true });
  if (options.profiler !== false) await app.register(profilerPlugin, options.profiler ?? {});
  app.setErrorHandler((error, _request, reply) => send(reply, errorReply(error)));
  app.setNotFoundHandler((_request, reply) => send(reply, notFoundReply));
  await app.register(shopPlugin, { prefix: options.mount ?? '/shop' });
  return app;
}

export async function listen(app: FastifyInstance, port: number): Promise<Serving> {
  await app.listen({ host: HOST, port });
  return { ...(await whenListening(app.server)), close: () => app.close() };
}

const shopPlugin: FastifyPluginAsync = async (shop) => {
  // Fastify reads the body before the handler runs; an upload's handler wants it unread.
  shop.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body));
  await shop.register(apiPlugin, { prefix: '/api', routes: createShop().routes });
};

const apiPlugin: FastifyPluginAsync<{ routes: readonly ShopRoute[] }> = async (api, { routes }) => {
  for (const { method, pattern, handle } of routes) {
    api.route<{ Params: Record<string, string>; Querystring: Record<string, unknown> }>({
      method,
      url: pattern,
      handler: async ({ params, query, body: json, raw }, reply) =>
        send(reply, await handle({ params, query, json, bytes: raw })),
    });
  }
};

function send(reply: FastifyReply, answer: ShopReply): FastifyReply {
  reply.code(answer.status);
  if ('json' in answer) return reply.send(answer.json);
  return reply.type(answer.contentType).send(Readable.from(answer.chunks));
}
