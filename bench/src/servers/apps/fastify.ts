import type { fastify } from 'fastify';
import type { profilerPlugin } from '../../../../packages/fastify/src/index.ts';
import type { MakeApp } from './app.ts';

export const makeFastify: MakeApp = async ({ modules: [module], handlers, around, profiling }) => {
  const app = (module as { fastify: typeof fastify }).fastify();
  if (profiling) {
    const adapter = profiling.adapter as { profilerPlugin: typeof profilerPlugin };
    await app.register(adapter.profilerPlugin, profiling.settings);
  }
  if (around) app.addHook('onRequest', (_request, reply, done) => void around(reply.raw, done));
  app.get('/hello', async () => handlers.hello());
  app.get<{ Params: { id: string } }>('/hello/:id', async ({ params }) => handlers.greet(params.id));
  app.get('/awaits', () => handlers.awaits());
  app.get('/work', async () => handlers.work());
  await app.ready();
  return app.server;
};
