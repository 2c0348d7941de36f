import { AsyncLocalStorage } from 'node:async_hooks';
import { Router } from '@koa/router';
import Koa from 'koa';
import { portOf } from './listening.ts';
import type { AppOptions } from './variant.ts';

export async function start({ variant, profiler: options, handlers }: AppOptions): Promise<number> {
  const app = new Koa();
  if (variant === 'profiled') {
    const { profiler } = await import('@routeprof/koa');
    app.use(profiler(options));
  }
  if (variant === 'als') {
    const storage = new AsyncLocalStorage<object>();
    app.use((_context, next) => storage.run({}, next));
  }
  const router = new Router();
  router.get('/hello', (context) => {
    context.body = handlers.hello();
  });
  router.get('/hello/:id', (context) => {
    context.body = handlers.greet(context.params.id as string);
  });
  router.get('/awaits', async (context) => {
    context.body = await handlers.awaits();
  });
  router.get('/work', (context) => {
    context.body = handlers.work();
  });
  app.use(router.routes());
  return portOf(app.listen(0, '127.0.0.1'));
}
