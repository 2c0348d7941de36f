import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProfiler } from '@routeprof/core';
import { profiler } from '@routeprof/express';
import express from 'express5';
import { openBackends } from '../../../../apps/slow/src/backends.ts';
import { blockRoutes } from '../../../../apps/slow/src/routes/blocks.ts';
import { queryRoutes } from '../../../../apps/slow/src/routes/queries.ts';
import { transferRoutes } from '../../../../apps/slow/src/routes/transfers.ts';
import { waitRoutes } from '../../../../apps/slow/src/routes/waits.ts';
import { fixedBlocks, fixedCulprits } from './fixed/blocks.ts';
import { fixedNewSins } from './fixed/new-sins.ts';
import { fixedQueries } from './fixed/queries.ts';
import { fixedWaits } from './fixed/waits.ts';
import { newSins } from './new-sins.ts';
import type { ServerOptions } from './run.ts';

// The routes of apps/slow and the new ones, as they are or fixed. It measures its requests with its own clock, which the
// profiler does not touch. Traced as in production, or not at all: `node server.js OPTIONS`; it sends its port.
const { ports, variant, isTraced } = JSON.parse(process.argv[2] as string) as ServerOptions;
const backends = await openBackends(ports);
const app = express();
app.use(
  profiler({
    profiler: createProfiler({ traceBudget: isTraced ? 0.01 : 0, maxOverhead: 1, discardFirst: false }),
  }),
);
if (variant === 'culprits') app.use(fixedCulprits());
if (variant === 'fixed')
  app.use(fixedQueries(backends), fixedWaits(backends), fixedBlocks(), fixedNewSins(backends));
app.use(queryRoutes(backends), waitRoutes(backends), blockRoutes(), transferRoutes(), newSins(backends));

const measured = new Map<string, number[]>();
const server = createServer((request, response) => {
  const { method, url = '/' } = request;
  if (url === '/measured') {
    response.end(JSON.stringify(Object.fromEntries(measured)));
    measured.clear();
    return;
  }
  const fromMillis = performance.now();
  response.once('finish', () => {
    const name = `${method} ${url}`;
    measured.set(name, [...(measured.get(name) ?? []), (performance.now() - fromMillis) * 1000]);
  });
  app(request, response);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
server.keepAliveTimeout = 60_000;
process.once('disconnect', () => process.exit());
