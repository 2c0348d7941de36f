import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PerformanceObserver } from 'node:perf_hooks';
import { root } from '../../../../scripts/packages.ts';

// A server of one route, with the adapter or with `--require routeprof/register` alone; it tells its port and its memory.
const [framework = '', kind] = process.argv.slice(2);
const require = createRequire(join(root, 'packages/conformance/package.json'));
const hasAdapter = kind === 'middleware';
let gcMillis = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) gcMillis += duration;
}).observe({ entryTypes: ['gc'] });

const listeners: Readonly<Record<string, (tell: (address: { port: number }) => void) => unknown>> = {
  express(tell) {
    const app = require('express5')();
    if (hasAdapter) app.use(require('@routeprof/express').profiler());
    app.get('/hello/:name', (_request: unknown, response: { send(text: string): void }) =>
      response.send('hello'),
    );
    const server = app.listen(0, '127.0.0.1', () => tell(server.address()));
  },
  async fastify(tell) {
    const app = require('fastify5')();
    if (hasAdapter) await app.register(require('@routeprof/fastify').profilerPlugin);
    app.get('/hello/:name', async () => 'hello');
    await app.listen({ port: 0, host: '127.0.0.1' });
    tell(app.server.address());
  },
  koa(tell) {
    const app = new (require('koa3'))();
    if (hasAdapter) app.use(require('@routeprof/koa').profiler());
    app.use((context: { body: string }) => {
      context.body = 'hello';
    });
    const server = app.listen(0, '127.0.0.1', () => tell(server.address()));
  },
  hono(tell) {
    const app = new (require('hono').Hono)();
    if (hasAdapter) app.use(require('@routeprof/hono').profiler());
    app.get('/hello/:name', (context: { text(text: string): unknown }) => context.text('hello'));
    require('@hono/node-server').serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, tell);
  },
};

process.on('message', () => {
  process.send?.({ gcMillis, rssBytes: process.memoryUsage.rss() });
});
await listeners[framework]?.(({ port }) => process.send?.({ port }));
