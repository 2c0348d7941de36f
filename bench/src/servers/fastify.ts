import { AsyncLocalStorage } from 'node:async_hooks';
import Fastify from 'fastify';
import { portOf } from './listening.ts';
import type { AppOptions } from './variant.ts';

export async function start({ variant, profiler: options, handlers }: AppOptions): Promise<number> {
  const app = Fastify();
  if (variant === 'profiled') {
    const { profilerPlugin } = await import('@routeprof/fastify');
    await app.register(profilerPlugin, options);
  }
  if (variant === 'als') {
    const storage = new AsyncLocalStorage<object>();
    app.addHook('onRequest', (_request, _reply, done) => storage.run({}, done));
  }
  app.get('/hello', async () => handlers.hello());
  app.get<{ Params: { id: string } }>('/hello/:id', async (request) => handlers.greet(request.params.id));
  app.get('/awaits', () => handlers.awaits());
  app.get('/work', async () => handlers.work());
  await app.listen({ port: 0, host: '127.0.0.1' });
  return portOf(app.server);
}
