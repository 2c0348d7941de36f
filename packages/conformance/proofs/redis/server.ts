import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createProfiler } from '@routeprof/core';
import { profiler } from '@routeprof/express';
import express from 'express5';
import { type ClientName, openRedis, type Place, service } from './place.ts';
import { watchLoop } from './watch-loop.ts';

export interface ServerOptions {
  readonly place: Place;
  readonly client: ClientName;
  readonly version: string;
  readonly watchesLoop: boolean;
}

// An app that keeps its measurements somewhere. `node server.js OPTIONS`, as JSON; it sends its port.
const { place, client, version, watchesLoop } = JSON.parse(process.argv[2] ?? '{}') as ServerOptions;
const redis = 'ports' in place ? await openRedis(place, client) : undefined;
const profile = createProfiler({
  ...{ service, version, flushInterval: 1_000, discardFirst: false },
  // V8’s sampler takes 40 to 70 ms to start, now and then to stay within a budget: with or without a store.
  ...(watchesLoop && { maxOverhead: 1 }),
  ...(redis && { store: redis.store }),
  ...(place.kind === 'directory' && { dir: place.dir }),
});
const app = express();
app.use(profiler({ profiler: profile }));
app.get('/quick', (_request, response) => void response.end('quick'));
app.get('/items/:id', (request, response) => {
  for (const until = performance.now() + 1; performance.now() < until; );
  response.json({ id: request.params.id });
});
app.get('/wait', async (_request, response) => {
  await delay(5);
  response.end('waited');
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port);
});
// A connection that is closed while a request is under way would count as a failed request.
server.keepAliveTimeout = 600_000;

if (watchesLoop) {
  const loopDelay = watchLoop();
  process.on('message', () => void process.send?.(loopDelay()));
}
process.once('SIGTERM', async () => {
  server.close();
  await profile.close();
  redis?.closeClient();
  process.disconnect();
});
process.once('disconnect', () => process.exit());
