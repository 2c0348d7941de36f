import { createServer } from 'node:http';
import type Express from 'express';
import type { profiler } from '../../../../packages/express/src/index.ts';
import { defaultOf, type MakeApp } from './app.ts';

export const makeExpress: MakeApp = ({ modules: [module], handlers, around, profiling }) => {
  const app = defaultOf<typeof Express>(module)();
  if (profiling) {
    const adapter = profiling.adapter as { profiler: typeof profiler };
    app.use(adapter.profiler(profiling.settings));
  }
  if (around) app.use((_request, response, next) => void around(response, next));
  app.get('/hello', (_request, response) => void response.json(handlers.hello()));
  app.get('/hello/:id', (request, response) => void response.json(handlers.greet(request.params.id)));
  app.get('/awaits', async (_request, response) => void response.json(await handlers.awaits()));
  app.get('/work', (_request, response) => void response.json(handlers.work()));
  return createServer(app);
};
