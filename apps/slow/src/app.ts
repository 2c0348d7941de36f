import type { AdapterOptions } from '@routeprof/core/node';
import { profiler } from '@routeprof/express';
import express, { type Express, type Request } from 'express';
import type { Backends } from './backends.ts';
import { blockRoutes } from './routes/blocks.ts';
import { queryRoutes } from './routes/queries.ts';
import { transferRoutes } from './routes/transfers.ts';
import { waitRoutes } from './routes/waits.ts';

/** An app whose routes are slow for one reason each, and `/health`, which does nothing wrong. */
export function createSlowApp(backends: Backends, options: AdapterOptions<Request>): Express {
  const app = express();
  app.use(profiler(options));
  app.get('/health', (_request, response) => {
    response.json({ healthy: true });
  });
  app.use(queryRoutes(backends), waitRoutes(backends), blockRoutes(), transferRoutes());
  return app;
}
