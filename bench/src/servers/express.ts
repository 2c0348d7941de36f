import { AsyncLocalStorage } from 'node:async_hooks';
import express from 'express';
import { portOf } from './listening.ts';
import type { AppOptions } from './variant.ts';

export async function start({ variant, profiler: options, handlers }: AppOptions): Promise<number> {
  const app = express();
  if (variant === 'profiled') {
    const { profiler } = await import('@routeprof/express');
    app.use(profiler(options));
  }
  if (variant === 'als') {
    const storage = new AsyncLocalStorage<object>();
    app.use((_request, _response, next) => storage.run({}, next));
  }
  app.get('/hello', (_request, response) => void response.json(handlers.hello()));
  app.get('/hello/:id', (request, response) => void response.json(handlers.greet(request.params.id)));
  app.get('/awaits', async (_request, response) => void response.json(await handlers.awaits()));
  app.get('/work', (_request, response) => void response.json(handlers.work()));
  return portOf(app.listen(0, '127.0.0.1'));
}
