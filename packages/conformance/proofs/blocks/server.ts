import type { AddressInfo } from 'node:net';
import { createProfiler } from '@routeprof/core';
import { profiler } from '@routeprof/express';
import express from 'express5';
import { checkMail, holders } from './holders.ts';

// An app whose routes hold the loop. `node server.js OPTIONS`, as JSON; it sends its port.
const app = express();
app.use(profiler({ profiler: createProfiler(JSON.parse(process.argv[2] ?? '{}')) }));
app.get('/quick/:id', (_request, response) => {
  response.end('quick');
});
app.get('/hold/:name/:millis', (request, response) => {
  const { name, millis } = request.params;
  const began = performance.now();
  holders[name]?.(Number(millis));
  response.end(
    JSON.stringify({ at: (performance.timeOrigin + began) * 1000, millis: performance.now() - began }),
  );
});
app.get('/mail/:length', (request, response) => {
  response.end(String(checkMail(`${'a'.repeat(Number(request.params.length))}!`)));
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.on('disconnect', () => process.exit());
