import { Readable } from 'node:stream';
import { createShop, errorReply, notFoundReply, type ShopReply, type ShopRoute } from '@apps/shop';
import { HOST, type Serving, whenListening } from '@apps/shop/serving';
import { bodyParser } from '@koa/bodyparser';
import { Router } from '@koa/router';
import type { AdapterOptions } from '@routeprof/core/node';
import { profiler } from '@routeprof/koa';
import Koa, { type Context, type Next } from 'koa';

export interface AppOptions {
  /** `false` leaves the profiler out. */
  readonly profiler?: AdapterOptions<Context> | false;
  /** Where the shop is mounted. */
  readonly mount?: string;
}

const CLIENT_HAS_LEFT = new Set<string | undefined>(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE']);

export function createApp(options: AppOptions = {}): Koa {
  const app = new Koa();
  if (options.profiler !== false) app.use(profiler(options.profiler));
  app.on('error', logError);
  app.use(handleErrors);
  const shop = new Router({ prefix: options.mount ?? '/shop' });
  shop.use('/api', createApi(createShop().routes).routes());
  app.use(shop.routes());
  app.use((context) => send(context, notFoundReply));
  return app;
}

export function listen(app: Koa, port: number): Promise<Serving> {
  return whenListening(app.listen(port, HOST));
}

function createApi(routes: readonly ShopRoute[]): Router {
  const api = new Router();
  api.use(bodyParser());
  for (const { method, pattern, handle } of routes) {
    api[method === 'GET' ? 'get' : 'post'](pattern, async (context) => {
      const { params, query, request, req: bytes } = context;
      send(context, await handle({ params, query, json: request.body, bytes }));
    });
  }
  return api;
}

async function handleErrors(context: Context, next: Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    send(context, errorReply(error));
  }
}

/** Koa's own place for errors that no middleware can catch any more: those of a streamed answer. */
function logError(error: NodeJS.ErrnoException): void {
  if (!CLIENT_HAS_LEFT.has(error.code)) console.error(error);
}

function send(context: Context, reply: ShopReply): void {
  context.status = reply.status;
  if ('json' in reply) {
    context.body = reply.json;
  } else {
    context.type = reply.contentType;
    context.body = Readable.from(reply.chunks);
  }
}
