// An app with ESM and CommonJS modules has two copies of each package: they must share one profiler.
import { strictEqual } from 'node:assert';
import { createRequire } from 'node:module';
import * as esm from '@routeprof/express';
import express from 'express';

const commonjs = createRequire(import.meta.url)('@routeprof/express');
if (esm.profiler === commonjs.profiler) throw new Error('there is only one copy, so this tests nothing');

const app = express();
app.use(esm.profiler({ discardFirst: false }));
app.use(commonjs.profiler({ path: '/__other__' }));
app.get('/orders/:id', (_request, response) => response.send('well'));
const server = app.listen(0, '127.0.0.1', async () => {
  const at = (path) => `http://127.0.0.1:${server.address().port}${path}`;
  for (let i = 0; i < 5; i++) strictEqual(await (await fetch(at('/orders/7'))).text(), 'well');
  for (const path of ['/__profile__', '/__other__']) {
    const { routes, sources } = await (await fetch(at(`${path}/?format=json`))).json();
    strictEqual(routes.length, 1);
    strictEqual(routes[0].route, '/orders/:id');
    strictEqual(routes[0].requests, 5);
    strictEqual(sources.length, 1);
  }
  server.close();
  server.closeAllConnections();
});
