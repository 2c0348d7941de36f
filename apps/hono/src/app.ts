import type { Server } from 'node:http';
import {
  createShop,
  errorReply,
  notFoundReply,
  type ShopReply,
  type ShopRequest,
  type ShopRoute,
} from '@apps/shop';
import { HOST, type Serving, whenListening } from '@apps/shop/serving';
import { serve } from '@hono/node-server';
import type { AdapterOptions } from '@routeprof/core/node';
import { profiler } from '@routeprof/hono';
import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { stream } from 'hono/streaming';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export interface AppOptions {
  /** `false` leaves the profiler out. */
  readonly profiler?: AdapterOptions<Context> | false;
  /** Where the shop is mounted. */
  readonly mount?: string;
}

export function createApp(options: AppOptions = {}): Hono {
  const app = new Hono();
  if (options.profiler !== false) app.use(profiler(options.profiler));
  app.route(options.mount ?? '/shop', new Hono().route('/api', createApi(createShop().routes)));
  app.notFound((context) => send(context, notFoundReply));
  app.onError((error, context) => send(context, errorReply(error)));
  return app;
}

export function listen(app: Hono, port: number): Promise<Serving> {
  // Without other options this is a plain HTTP server; the type also allows for HTTP/2.
  return whenListening(serve({ fetch: app.fetch, hostname: HOST, port }) as Server);
}

function createApi(routes: readonly ShopRoute[]): Hono {
  const api = new Hono();
  for (const { method, pattern, body, handle } of routes) {
    api.on(method, pattern, async (context) => {
      const [params, query] = [context.req.param(), context.req.query()];
      return send(context, await handle({ params, query, ...(await readBody(context, body)) }));
    });
  }
  return api;
}

async function readBody(
  { req }: Context,
  body: ShopRoute['body'],
): Promise<Pick<ShopRequest, 'json' | 'bytes'>> {
  if (body === 'bytes') return req.raw.body ? { bytes: req.raw.body } : {};
  if (body !== 'json') return {};
  try {
    return { json: await req.json() };
  } catch {
    throw new HTTPException(400);
  }
}

function send(context: Context, reply: ShopReply): Response {
  const status = reply.status as ContentfulStatusCode;
  if ('json' in reply) return context.json(reply.json, status);
  context.status(status);
  context.header('Content-Type', reply.contentType);
  return stream(context, async (out) => {
    for await (const chunk of reply.chunks) {
      if (out.aborted) return;
      await out.write(chunk);
    }
  });
}
