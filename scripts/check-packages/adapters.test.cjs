// Tests the published packages in Jest, which loads each test file, and everything that it requires, again with its own
// globals.
const { get } = require('node:http');
const { AsyncLocalStorage } = require('node:async_hooks');
const { afterAll, expect, test } = require('@jest/globals');

const closing = [];
afterAll(() => Promise.all(closing.map((close) => close())));

const apps = {
  async express(port) {
    const express = require('express');
    const { profiler } = require('@routeprof/express');
    const app = express();
    app.use(profiler({ discardFirst: false }));
    app.get('/orders/:id', (_request, response) => response.send('well'));
    return listening(app.listen(port, '127.0.0.1'));
  },
  async fastify(port) {
    const { profilerPlugin } = require('@routeprof/fastify');
    const app = require('fastify')();
    await app.register(profilerPlugin, { discardFirst: false });
    app.get('/orders/:id', async () => 'well');
    await app.listen({ port, host: '127.0.0.1' });
    closing.push(() => app.close());
    return app.server.address().port;
  },
  async koa(port) {
    const Koa = require('koa');
    const { profiler } = require('@routeprof/koa');
    const app = new Koa();
    app.use(profiler({ discardFirst: false, route: () => '/orders/:id' }));
    app.use((context) => {
      context.body = 'well';
    });
    return listening(app.listen(port, '127.0.0.1'));
  },
  async hono(port) {
    const { Hono } = require('hono');
    const { serve } = require('@hono/node-server');
    const { profiler } = require('@routeprof/hono');
    const app = new Hono();
    app.use(profiler({ discardFirst: false }));
    app.get('/orders/:id', (context) => context.text('well'));
    return listening(serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }));
  },
  async 'node:http'(port) {
    const { createServer } = require('node:http');
    const { profileListener } = require('@routeprof/core/node');
    const options = { discardFirst: false, route: () => '/orders/:id' };
    const server = createServer(profileListener((_request, response) => response.end('well'), options));
    return listening(server.listen(port, '127.0.0.1'));
  },
};

test.each(Object.keys(apps))('%s: a request, and its row in the report', async (name) => {
  const port = await apps[name](0);
  expect(await ask(port, '/orders/7')).toBe('well');
  const { routes, status } = JSON.parse(await ask(port, '/__profile__/?format=json'));
  expect(routes).toEqual(
    expect.arrayContaining([expect.objectContaining({ method: 'GET', route: '/orders/:id' })]),
  );
  expect(['async-context', 'inspector']).toContain(status.engine);
  expect(status.failures).toEqual([]);
  // `node:async_hooks` is Node's own also in Jest, so contexts are shared between test files.
  expect(new AsyncLocalStorage().getStore()).toBeUndefined();
});

function listening(server) {
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return new Promise((resolve) => {
    const done = () => resolve(server.address().port);
    if (server.listening) done();
    else server.once('listening', done);
  });
}

function ask(port, path) {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve(body));
    }).on('error', reject);
  });
}
