import { pipeline } from 'node:stream/promises';
import { createShop, errorReply, notFoundReply, type ShopReply, type ShopRoute } from '@apps/shop';
import { HOST, type Serving, whenListening } from '@apps/shop/serving';
import type { AdapterOptions } from '@routeprof/core/node';
import { profiler } from '@routeprof/express';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type Response,
  Router,
} from 'express';

export interface AppOptions {
  /** `false` leaves the profiler out. */
  readonly profiler?: AdapterOptions<Request> | false;
  /** Where the shop is mounted. */
  readonly mount?: string;
}

export function createApp(options: AppOptions = {}): Express {
  const app = express();
  if (options.profiler !== false) app.use(profiler(options.profiler));
  app.use(options.mount ?? '/shop', Router().use('/api', createApi(createShop().routes)));
  app.use((_request, response) => send(response, notFoundReply));
  app.use(handleError);
  return app;
}

export function listen(app: Express, port: number): Promise<Serving> {
  return whenListening(app.listen(port, HOST));
}

function createApi(routes: readonly ShopRoute[]): Router {
  const api = Router();
  api.use(express.json());
  for (const { method, pattern, handle } of routes) {
    api[method === 'GET' ? 'get' : 'post'](pattern, async (request, response) => {
      const { params, query, body: json } = request;
      await send(response, await handle({ params, query, json, bytes: request }));
    });
  }
  return api;
}

async function send(response: Response, reply: ShopReply): Promise<void> {
  response.status(reply.status);
  if ('json' in reply) response.json(reply.json);
  else await pipeline(reply.chunks, response.type(reply.contentType));
}

const handleError: ErrorRequestHandler = (error, _request, response, _next) => {
  // A client that leaves in the middle of an export ends up here too.
  if (response.headersSent) response.destroy();
  else send(response, errorReply(error));
};
