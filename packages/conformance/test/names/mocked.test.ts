import { createServer, type RequestListener } from 'node:http';
import { profileListener } from '@routeprof/core/node';
import { profiler as expressProfiler } from '@routeprof/express';
import { profilerPlugin } from '@routeprof/fastify';
import { profiler as koaProfiler } from '@routeprof/koa';
import express4 from 'express4';
import express5 from 'express5';
import Fastify4 from 'fastify4';
import Fastify5 from 'fastify5';
import Koa from 'koa3';
import { createMocks } from 'node-mocks-http';
import { describe, expect, test } from 'vitest';
import { useNaming } from './naming.ts';

const { profiler, expectCounted } = useNaming();

/** Calls a listener with a request and a response that have no socket, and waits for the answer. */
async function call(listener: RequestListener, url: string): Promise<{ status: number; body: string }> {
  const { req, res } = createMocks(
    { method: 'GET', url },
    { eventEmitter: (await import('node:events')).EventEmitter },
  );
  const ended = new Promise((resolve) => res.on('end', resolve));
  listener(req as never, res as never);
  await ended;
  return { status: res.statusCode, body: res._getData() };
}

describe('responses without a socket', () => {
  test('of a listener', async () => {
    const listener = profileListener((_request, response) => void response.end('well'), { profiler });
    await expectCounted({ 'GET /plain/:id': 1 }, async () => {
      expect(await call(listener, '/plain/17')).toEqual({ status: 200, body: 'well' });
    });
  });

  test.each([express4 as unknown as typeof express5, express5])('of Express', async (express) => {
    const app = express();
    app.use(expressProfiler({ profiler }));
    app.get('/mocked/:m', (_request, response) => void response.send('well'));
    await expectCounted({ 'GET /mocked/:m': 1 }, async () => {
      expect((await call(app, '/mocked/17')).body).toBe('well');
    });
  });

  test('of Koa', async () => {
    const app = new Koa();
    app.use(koaProfiler({ profiler }));
    app.use((context) => void (context.body = 'well'));
    await expectCounted({ 'GET /koa/:id': 1 }, async () => {
      expect((await call(app.callback(), '/koa/17')).body).toBe('well');
    });
  });

  test.each([Fastify4, Fastify5])('that Fastify injects', async (Fastify) => {
    const app = (Fastify as unknown as typeof Fastify5)();
    await app.register(profilerPlugin, { profiler });
    app.get('/injected/:i', async () => 'well');
    await expectCounted({ 'GET /injected/:i': 1 }, async () => {
      expect((await app.inject('/injected/17')).body).toBe('well');
    });
    await app.close();
  });

  test('that a server is given', async () => {
    const server = createServer(
      profileListener((_request, response) => void response.end('well'), { profiler }),
    );
    const listener: RequestListener = (request, response) => void server.emit('request', request, response);
    await expectCounted({ 'GET /emitted/:id': 1 }, async () => {
      expect((await call(listener, '/emitted/17')).body).toBe('well');
    });
  });
});
