import { AsyncLocalStorage } from 'node:async_hooks';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { portOf } from './listening.ts';
import type { AppOptions } from './variant.ts';

export async function start({ variant, profiler: options, handlers }: AppOptions): Promise<number> {
  const app = new Hono();
  if (variant === 'profiled') {
    const { profiler } = await import('@routeprof/hono');
    app.use(profiler(options));
  }
  if (variant === 'als') {
    const storage = new AsyncLocalStorage<object>();
    app.use((_context, next) => storage.run({}, next));
  }
  app.get('/hello', (context) => context.json(handlers.hello()));
  app.get('/hello/:id', (context) => context.json(handlers.greet(context.req.param('id'))));
  app.get('/awaits', async (context) => context.json(await handlers.awaits()));
  app.get('/work', (context) => context.json(handlers.work()));
  return portOf(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server);
}
