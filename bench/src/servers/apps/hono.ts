import type { Server, ServerResponse } from 'node:http';
import type { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { profiler } from '../../../../packages/hono/src/index.ts';
import type { MakeApp } from './app.ts';

type Env = { Bindings: { outgoing: ServerResponse } };

export const makeHono: MakeApp = ({ modules: [module, , node], handlers, around, profiling }) => {
  const app = new (module as { Hono: typeof Hono<Env> }).Hono();
  if (profiling) {
    const adapter = profiling.adapter as { profiler: typeof profiler };
    app.use(adapter.profiler(profiling.settings));
  }
  if (around) app.use((context, next) => around(context.env.outgoing, next) as Promise<void>);
  app.get('/hello', (context) => context.json(handlers.hello()));
  app.get('/hello/:id', (context) => context.json(handlers.greet(context.req.param('id'))));
  app.get('/awaits', async (context) => context.json(await handlers.awaits()));
  app.get('/work', (context) => context.json(handlers.work()));
  const { createAdaptorServer: serverOf } = node as { createAdaptorServer: typeof createAdaptorServer };
  return serverOf({ fetch: app.fetch }) as Server;
};
