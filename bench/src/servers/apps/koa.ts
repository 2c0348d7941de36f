import { createServer } from 'node:http';
import type { Router } from '@koa/router';
import type Koa from 'koa';
import type { profiler } from '../../../../packages/koa/src/index.ts';
import { defaultOf, type MakeApp } from './app.ts';

export const makeKoa: MakeApp = ({ modules: [koa, router], handlers, around, profiling }) => {
  const app = new (defaultOf<typeof Koa>(koa))();
  const routes = new (router as { Router: typeof Router }).Router();
  if (profiling) {
    const adapter = profiling.adapter as { profiler: typeof profiler };
    app.use(adapter.profiler(profiling.settings));
  }
  if (around) app.use((context, next) => around(context.res, next));
  routes.get('/hello', (context) => {
    context.body = handlers.hello();
  });
  routes.get('/hello/:id', (context) => {
    context.body = handlers.greet(context.params.id ?? '');
  });
  routes.get('/awaits', async (context) => {
    context.body = await handlers.awaits();
  });
  routes.get('/work', (context) => {
    context.body = handlers.work();
  });
  app.use(routes.routes());
  return createServer(app.callback());
};
