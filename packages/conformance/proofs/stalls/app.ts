import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { createProfiler } from '@routeprof/core';
import { profiler } from '@routeprof/express';
import express from 'express5';
import { meterPieces } from './piece-meter.ts';
import type { MadeRoute } from './write-routes.ts';

// `node app.js ENGINE FOLDER MODULE`: an app with the routes of a module, which keeps its windows in a folder, or in
// memory where that is ''. It sends its port, and what the profiler has held the loop for when it is asked.
const [engine, dir, module] = process.argv.slice(2) as ['async-context' | 'inspector', string, string];
const pieces = meterPieces();
const { routes } = (await import(pathToFileURL(module).href)) as { readonly routes: readonly MadeRoute[] };

const instance = createProfiler({
  ...{ engine, discardFirst: false, maxRoutes: 1_000, service: 'stalls', blockMillis: 10 },
  ...(dir === '' ? {} : { dir }),
  // Windows are closed and merged more often than usual, so that there is more to see.
  retention: [
    { everyMillis: 5_000, forMillis: 60_000 },
    { everyMillis: 30_000, forMillis: 3_600_000 },
  ],
  flushInterval: 5_000,
  // Everything is measured: so there is most to read and to write.
  maxOverhead: 1,
  authorize: () => true,
});
const app = express();
app.use(profiler({ profiler: instance }));
for (const { path, handle } of routes) {
  app.get(path, async (_request, response) => void response.end(String(await handle())));
}
const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
// Most connections of the load are idle for long.
server.keepAliveTimeout = 0;
process.on('message', () => process.send?.(pieces.times()));
process.once('disconnect', () => process.exit());
