import type { AddressInfo } from 'node:net';
import { createProfiler } from '@routeprof/core';
import { profiler } from '@routeprof/express';
import express from 'express5';
import { routesOfReaders } from './routes.ts';

// An app that blocks its event loop now and then, and notes by the clock of the whole machine when it did.
// `node server.js ENGINE`; it sends its port.
const engine = process.argv[2] as 'async-context' | 'inspector' | 'auto';
const nowMicros = (): number => Number(process.hrtime.bigint()) / 1000;
const bursts: { readonly route: string; readonly fromMicros: number; readonly toMicros: number }[] = [];

/** Without objects: garbage collection is blamed on its own. */
function burn(route: string, millis: number): void {
  const fromMicros = nowMicros();
  for (const until = performance.now() + millis; performance.now() < until; );
  bursts.push({ route, fromMicros, toMicros: nowMicros() });
}

const app = express();
app.use(
  profiler({ profiler: createProfiler({ engine, traceBudget: 1, discardFirst: false, maxRoutes: 500 }) }),
);
// At once, while the loop polls.
app.get('/block', (request, response) => {
  burn('/block', Number(request.query.millis));
  response.end('done');
});
// In a timer, after the request has waited.
app.get('/later', (request, response) => {
  setTimeout(() => {
    burn('/later', Number(request.query.millis));
    response.end('done');
  }, 5);
});
for (const route of routesOfReaders) {
  app.get(route, (_request, response) => void response.end(String(nowMicros())));
}
app.get('/bursts', (_request, response) => {
  // What the report calls the time of a request, by the clock of the machine.
  const epochToMonotonic = nowMicros() - (performance.timeOrigin + performance.now()) * 1000;
  response.json({ bursts, epochToMonotonic });
});
const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
server.keepAliveTimeout = 60_000;
