import { createServer, type RequestListener, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { profileListener } from '@routeprof/core/node';
import { profiler as expressProfiler } from '@routeprof/express';
import { profiler as honoProfiler } from '@routeprof/hono';
import { profiler as koaProfiler } from '@routeprof/koa';
import express4 from 'express4';
import express5 from 'express5';
import { Hono } from 'hono';
import Koa2 from 'koa2';
import Koa3 from 'koa3';
import { afterAll, describe, expect, test } from 'vitest';
import { ask, exchange, type Listening } from '../../src/client/http.ts';
import { readReport, reportPath } from '../../src/client/report.ts';
import { until } from '../../src/client/until.ts';
import { listen, useNaming } from './naming.ts';

const { profiler } = useNaming();
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

function serve(listener: RequestListener): Promise<Listening> {
  const server = createServer(listener);
  servers.push(server);
  return listen(server);
}

async function askTimes(count: number, server: Listening, path: string): Promise<void> {
  for (let i = 0; i < count; i++) await ask(server, { path });
}

/** How many more requests were missed than before. Waits, because a response is counted after the client has it. */
async function expectMissed(server: Listening, count: number, act: () => Promise<void>): Promise<void> {
  const before = (await readReport(server)).status.missedRequests;
  await act();
  const { status } = await until(
    () => readReport(server),
    ({ status }) => status.missedRequests - before >= count,
    `${count} missed requests`,
  );
  expect(status.missedRequests - before).toBe(count);
}

const late: [string, () => RequestListener][] = [
  ['Express 4', () => lateExpress(express4 as unknown as typeof express5)],
  ['Express 5', () => lateExpress(express5)],
  ['Koa 2', () => lateKoa(Koa2 as unknown as typeof Koa3)],
  ['Koa 3', () => lateKoa(Koa3)],
  ['Hono', lateHono],
];

function lateExpress(express: typeof express5): RequestListener {
  const app = express();
  app.get('/early', (_request, response) => void response.send('early'));
  app.use(expressProfiler({ profiler }));
  app.get('/late', (_request, response) => void response.send('late'));
  return app;
}

function lateKoa(Koa: typeof Koa3): RequestListener {
  const app = new Koa();
  app.use(async (context, next) => {
    if (context.path === '/early') context.body = 'early';
    else await next();
  });
  app.use(koaProfiler({ profiler }));
  app.use((context) => void (context.body = 'late'));
  return app.callback();
}

function lateHono(): RequestListener {
  const app = new Hono();
  app.get('/early', (context) => context.text('early'));
  app.use(honoProfiler({ profiler }));
  app.get('/late', (context) => context.text('late'));
  return getRequestListener(app.fetch);
}

describe('a mount after routes counts the requests that it misses', () => {
  test.each(late)('in %s', async (_name, make) => {
    const server = await serve(make());
    await askTimes(3, server, '/early');
    // From now on the server is known, and its earlier responses count too.
    await expectMissed(server, 0, () => askTimes(1, server, '/late'));
    await expectMissed(server, 2, () => askTimes(2, server, '/early'));
  });

  test('also those before the first request that reaches it', async () => {
    const server = await serve(lateExpress(express5));
    const known = await serve(lateExpress(express5));
    await expectMissed(known, 4, async () => {
      await askTimes(4, server, '/early');
      await askTimes(1, server, '/late');
    });
  });
});

test('nothing counts as missed for a server without the profiler, the report, while paused, or for nested mounts', async () => {
  const plain = await serve((_request, response) => void response.end());
  const inner = profileListener((_request, response) => void response.end(), { profiler });
  const server = await serve(profileListener(inner, { profiler }));
  await expectMissed(server, 0, async () => {
    await askTimes(2, plain, '/metrics');
    await askTimes(2, server, '/a');
    await askTimes(2, server, reportPath);
    await ask(server, { method: 'POST', path: `${reportPath}pause`, body: '' });
    await askTimes(2, server, '/while-paused');
    await ask(server, { method: 'POST', path: `${reportPath}resume`, body: '' });
  });
});

test('a disabled profiler does not take counts from an enabled one', async () => {
  const server = await serve(lateExpress(express5));
  expressProfiler({ enabled: false });
  await expectMissed(server, 2, () => askTimes(2, server, '/early'));
});

test('requests that Node itself refuses do not count as missed', async () => {
  const server = await serve(profileListener((_request, response) => void response.end(), { profiler }));
  await askTimes(1, server, '/a');
  await expectMissed(server, 0, async () => {
    for (const request of [
      'GET /a HTTP/1.1\r\nConnection: close\r\n\r\n',
      'GET /a HTTP/1.1\r\nHost: localhost\r\nExpect: nonsense\r\nConnection: close\r\n\r\n',
    ])
      expect(await exchange(server, request)).toMatch(/^HTTP\/1\.1 4(?:00|17) /);
    await askTimes(1, server, '/a');
  });
});

test('requests outside of a mount’s prefix do not count as missed', async () => {
  const app = express5();
  app.get('/other', (_request, response) => void response.send('other'));
  app.use('/admin', expressProfiler({ profiler }));
  app.get('/admin/users', (_request, response) => void response.send('users'));
  const server = await serve(app);
  const report = await serve(lateExpress(express5));
  await expectMissed(report, 0, async () => {
    await askTimes(2, server, '/other');
    await askTimes(2, server, '/admin/users');
    await askTimes(2, server, '/other');
  });
});

test('the report has a sentence about missed requests', async () => {
  const server = await serve(lateExpress(express5));
  await ask(server, { method: 'POST', path: `${reportPath}clear`, body: '' });
  await askTimes(2, server, '/early');
  await readReport(server);
  const { body } = await until(
    () => ask(server, { path: `${reportPath}?format=text` }),
    // Until there is a sample, of the report's own work, nothing at all is measured.
    ({ body }) => body.includes('were answered') && !body.includes('Nothing is measured yet.'),
    'the notice',
  );
  expect(body).toContain(
    '2 requests were answered before they reached the profiler: mount it before the routes. (Another listener of the server, such as socket.io’s, may have answered them, too.)',
  );
  expect(body).toContain('No request has reached the profiler yet.');
});
