// An app with two incompatible versions in its `node_modules`: requests pass, and a warning names both copies.
import { match, strictEqual } from 'node:assert';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import express from 'express';

globalThis[Symbol.for('routeprof')] = { protocol: 999, version: '99.0.0', file: '/the/other/copy.js' };
const { profiler } = createRequire(import.meta.url)('@routeprof/express');
const warned = once(process, 'warning');
const app = express();
app.use(profiler());
app.get('/', (_request, response) => response.send('well'));
const [warning] = await warned;
match(warning.message, /99\.0\.0 \(\/the\/other\/copy\.js\) and \S+ \(\S+\.cjs\)/);
const server = app.listen(0, '127.0.0.1', async () => {
  strictEqual(await (await fetch(`http://127.0.0.1:${server.address().port}/`)).text(), 'well');
  server.close();
  server.closeAllConnections();
});
