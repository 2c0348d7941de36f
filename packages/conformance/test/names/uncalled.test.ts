import { createServer, type RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { profileListener } from '@routeprof/core/node';
import { profiler as expressProfiler } from '@routeprof/express';
import { profilerPlugin } from '@routeprof/fastify';
import { profiler as honoProfiler } from '@routeprof/hono';
import { profiler as koaProfiler } from '@routeprof/koa';
import express4 from 'express4';
import express5 from 'express5';
import Fastify4 from 'fastify4';
import Fastify5 from 'fastify5';
import { Hono } from 'hono';
import Koa2 from 'koa2';
import Koa3 from 'koa3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../../src/client/http.ts';
import { listen } from './naming.ts';

const warnings: string[] = [];
const note = (warning: Error): void => void warnings.push(warning.message);
beforeAll(() => void process.on('warning', note));
afterAll(() => void process.off('warning', note));

/** Asks an app twice, and gives the status and the text of both answers, and one of a path that it does not know. */
async function answersOf(listener: RequestListener): Promise<unknown[]> {
  const server = createServer(listener);
  const { port } = await listen(server);
  try {
    const answers = [];
    for (const path of ['/a', '/a', '/unknown']) {
      const { status, body } = await ask({ port }, { path });
      answers.push(status === 404 ? 404 : `${status} ${body}`);
    }
    return answers;
  } finally {
    server.close();
  }
}

const well = ['200 well', '200 well', 404];

describe('app.use(profiler) instead of app.use(profiler()) lets requests pass', () => {
  test.each([
    ['Express 4', express4 as unknown as typeof express5],
    ['Express 5', express5],
  ])('in %s', async (_name, express) => {
    const app = express();
    app.use(expressProfiler as never);
    app.get('/a', (_request, response) => void response.send('well'));
    expect(await answersOf(app)).toEqual(well);
  });

  test.each([
    ['Koa 2', Koa2 as unknown as typeof Koa3],
    ['Koa 3', Koa3],
  ])('in %s', async (_name, Koa) => {
    const app = new Koa();
    app.use(koaProfiler as never);
    app.use((context) => {
      if (context.path === '/a') context.body = 'well';
    });
    expect(await answersOf(app.callback())).toEqual(well);
  });

  test('in Hono', async () => {
    const app = new Hono();
    app.use(honoProfiler as never);
    app.get('/a', (context) => context.text('well'));
    expect(await answersOf(getRequestListener(app.fetch))).toEqual(well);
  });

  test('and says once what to write', () => {
    const fixes = warnings.filter((message) => message.includes('app.use(profiler())'));
    expect(fixes).toHaveLength(1);
  });
});

test.each([
  ['Fastify 4', Fastify4 as unknown as typeof Fastify5],
  ['Fastify 5', Fastify5],
])('profilerPlugin as a hook lets requests pass, in %s', async (_name, Fastify) => {
  const app = Fastify();
  app.addHook('onRequest', profilerPlugin as never);
  app.get('/a', async () => 'well');
  await app.ready();
  expect(await answersOf(app.routing as RequestListener)).toEqual(well);
});

test('profilerPlugin as middleware of Express lets requests pass, and says what to write', async () => {
  const app = express5();
  app.use(profilerPlugin as never);
  app.get('/a', (_request, response) => void response.send('well'));
  expect(await answersOf(app)).toEqual(well);
  expect(warnings.filter((message) => message.includes('await app.register(profilerPlugin)'))).toHaveLength(
    1,
  );
});

test('createServer(profileListener) answers what to write, and the process goes on', async () => {
  const answers = await answersOf(profileListener as never);
  expect(answers).toEqual(Array(3).fill(expect.stringMatching(/^500 .*createServer\(profileListener\(\(/)));
});

test('profileListener(undefined) fails at once', () => {
  expect(() => profileListener(undefined as never)).toThrow('needs the function that answers requests');
});

test('profilerPlugin(), where profilerPlugin was meant, says what to write', () => {
  expect(() => (profilerPlugin as () => void)()).toThrow('Write app.register(profilerPlugin, options)');
});
