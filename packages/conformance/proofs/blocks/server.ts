import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createProfiler } from '@routeprof/core';
import { profiler } from '@routeprof/express';
import express from 'express5';
import { checkMail, holders } from './holders.ts';

/** Milliseconds for which this thread has run, and waited for a core, by the system. Zeros where it does not tell. */
function schedule(): readonly number[] {
  try {
    return readFileSync('/proc/thread-self/schedstat', 'utf8')
      .split(' ', 2)
      .map((nanos) => Number(nanos) / 1e6);
  } catch {
    return [0, 0];
  }
}

// An app whose routes hold the loop. `node server.js OPTIONS`, as JSON; it sends its port.
const app = express();
app.use(profiler({ profiler: createProfiler(JSON.parse(process.argv[2] ?? '{}')) }));
app.get('/quick/:id', (_request, response) => {
  response.end('quick');
});
app.get('/hold/:name/:millis', (request, response) => {
  const { name, millis } = request.params;
  const [ran = 0, waited = 0] = schedule();
  const began = performance.now();
  holders[name]?.(Number(millis));
  const ended = performance.now();
  const [ranThen = 0, waitedThen = 0] = schedule();
  response.end(
    JSON.stringify({
      at: (performance.timeOrigin + began) * 1000,
      millis: ended - began,
      ranMillis: ranThen - ran,
      waitedMillis: waitedThen - waited,
    }),
  );
});
app.get('/mail/:length', (request, response) => {
  response.end(String(checkMail(`${'a'.repeat(Number(request.params.length))}!`)));
});
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port);
});
// A connection that is closed while a request is under way would end the proof.
server.keepAliveTimeout = 600_000;
process.on('disconnect', () => process.exit());
