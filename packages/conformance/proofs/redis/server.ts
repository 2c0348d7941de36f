import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { createProfiler } from '@routeprof/core';
import { profiler } from '@routeprof/express';
import express from 'express5';
import { type ClientName, openRedis, type Place, service } from './place.ts';

/** How late the event loop was since it was asked last: milliseconds. */
export interface LoopDelay {
  readonly p99Millis: number;
  readonly longestMillis: number;
}

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

// It measures the time between two timers, which comes off.
const timerMillis = 10;
const lateMillis = (nanos = 0): number => Math.max(0, nanos / 1e6 - timerMillis);
const loop = watchesLoop ? monitorEventLoopDelay({ resolution: timerMillis }) : undefined;
loop?.enable();
process.on('message', () => {
  const answer: LoopDelay = {
    p99Millis: lateMillis(loop?.percentile(99)),
    longestMillis: lateMillis(loop?.max),
  };
  loop?.reset();
  process.send?.(answer);
});
process.once('SIGTERM', async () => {
  server.close();
  await profile.close();
  redis?.closeClient();
  process.disconnect();
});
process.once('disconnect', () => process.exit());
