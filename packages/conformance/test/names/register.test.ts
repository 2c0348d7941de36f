import { channel } from 'node:diagnostics_channel';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { getRequestListener } from '@hono/node-server';
import { Router as KoaRouter } from '@koa/router';
import { joinShared, type Shared } from '@routeprof/core/shared';
import type express5 from 'express5';
import type { FastifyInstance } from 'fastify5';
import type { Context, Hono as HonoApp } from 'hono4';
import type KoaApp from 'koa3';
import { describe, expect, test, vi } from 'vitest';
import { followFastify } from '../../../routeprof/src/register/frameworks/fastify.ts';
import { followHono } from '../../../routeprof/src/register/frameworks/hono.ts';
import { followKoa } from '../../../routeprof/src/register/frameworks/koa.ts';
import { hookLoading } from '../../../routeprof/src/register/load-hook.ts';
import { mountOutside } from '../../../routeprof/src/register/mounting.ts';
import { useNames } from './naming.ts';

// As `register` does, before any framework is loaded.
const shared = joinShared() as Shared;
const failed = vi.fn();
hookLoading();
followFastify(failed);
followKoa(shared);
followHono(shared);
const load = createRequire(import.meta.url);

const naming = useNames();

/** Sends a request to an app without a profiler in its code. */
function expectNames(app: RequestListener, names: Readonly<Record<string, string>>): Promise<void> {
  const mount = mountOutside({ options: { profiler: naming.profiler } } as never);
  return naming.expectNames((request, response) => {
    mount.enter(request, response, request.url as string, request);
    app(request, response);
  }, names);
}

test('routes of a server without a framework are named by their URLs', async () => {
  await expectNames((_request, response) => void response.end('well'), { '/a/17': 'GET /a/:id' });
});

test('the hint about production is not repeated: register has said where the report is', async () => {
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  mountOutside({ options: { profiler: { ...naming.profiler, path: '/closed', closed: true } } } as never);
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});

test.each(['express4', 'express5'])('routes of %s, with the routers above', async (name) => {
  const express: typeof express5 = load(name);
  const app = express();
  const router = express.Router();
  router.get('/users/:u', (_request, response) => void response.send('well'));
  app.use('/t/:tenant', router);
  await expectNames(app, { '/t/one/users/1': 'GET /t/:tenant/users/:u', '/else/17': '(not found)' });
});

describe.each(['fastify4', 'fastify5'])('%s', (name) => {
  const make = (): FastifyInstance => load(name)();

  test('routes, with the prefixes of plugins', async () => {
    const app = make();
    await app.register(
      async (instance) => {
        instance.get('/users/:u', async () => 'well');
      },
      { prefix: '/t/:tenant' },
    );
    await app.ready();
    await expectNames((request, response) => app.routing(request, response), {
      '/t/one/users/1': 'GET /t/:tenant/users/:u',
      '/else/17': '(not found)',
    });
    await app.close();
  });

  test('an app that refuses the hook goes on, and the failure is reported', async () => {
    const broken = new Error('no hooks');
    const addHook = (): never => {
      throw broken;
    };
    failed.mockClear();
    channel('fastify.initialization').publish({ fastify: { addHook } });
    expect(failed.mock.calls).toEqual([[broken]]);
  });
});

describe.each(['koa2', 'koa3'])('%s', (name) => {
  const Koa: typeof KoaApp = load(name);

  test('routes of a router, and what no route has answered', async () => {
    const app = new Koa();
    const router = new KoaRouter({ prefix: '/t/:tenant' });
    router.get('/users/:u', async (context) => {
      context.body = 'well';
    });
    router.get('/none/:n', async (_context, next) => next());
    app.use(router.routes());
    await expectNames(app.callback(), {
      '/t/one/users/1': 'GET /t/:tenant/users/:u',
      '/t/one/none/1': '(not found)',
    });
  });

  test('an app makes the same contexts as without register', () => {
    const app = new Koa();
    const [request, response] = [{ url: '/a', headers: {}, socket: {} }, {}];
    const context = app.createContext(request as never, response as never);
    expect([context.req, context.res, context.app]).toEqual([request, response, app]);
  });
});

test.each([undefined, {}, { prototype: {} }, { prototype: { createContext: 'mine' } }])(
  'another module of the name of Koa stays as it is: %o',
  (exported) => {
    const before = structuredClone(exported);
    (shared.hooks.koa as (exported: unknown) => void)(exported);
    expect(exported).toEqual(before);
  },
);

describe('hono4', () => {
  const { Hono } = load('hono4') as { readonly Hono: typeof HonoApp };
  const answer = (context: Context): Response => context.text('well');

  test('routes, also of nested apps, and requests that only middleware answered', async () => {
    const inner = new Hono();
    inner.get('/users/:u', answer);
    const app = new Hono();
    app.use('*', async (_context, next) => next());
    app.route('/t/:tenant', inner);
    app.get('/gone/:g', (context) => context.notFound());
    await expectNames(getRequestListener(app.fetch), {
      '/t/one/users/1': 'GET /t/:tenant/users/:u',
      '/gone/17': 'GET /gone/:g',
      '/else/17': '(not found)',
    });
  });

  test('under a prefix that a function around fetch takes off', async () => {
    const app = new Hono();
    app.get('/users/:u', answer);
    const withoutPrefix: typeof app.fetch = (request, ...rest) =>
      app.fetch(new Request(request.url.replace('/api/', '/'), request), ...rest);
    await expectNames(getRequestListener(withoutPrefix), { '/api/users/1': 'GET /*/users/:u' });
  });

  test('for an app that another app calls, the outer route', async () => {
    const inner = new Hono();
    inner.get('/users/:u', answer);
    const app = new Hono();
    app.all('/call/:c', (context) => inner.fetch(new Request('http://localhost/users/1'), context.env));
    await expectNames(getRequestListener(app.fetch), { '/call/1': 'GET /call/:c' });
  });

  test.each([undefined, {}, { incoming: null }, { incoming: 'text' }, { incoming: 17 }])(
    'a request that has no server, with the environment %o',
    async (environment) => {
      const app = new Hono();
      app.get('/users/:u', (context) =>
        context.text(`${context.constructor.name} ${context.req.param('u')}`),
      );
      const response = await app.request('/users/1', undefined, environment);
      expect([response.status, await response.text()]).toEqual([200, 'Context 1']);
    },
  );

  test('a context that is made without options', () => {
    const Remembering = (shared.hooks.hono as (original: unknown) => new (request: unknown) => object)(
      class Original {
        readonly request: unknown;
        constructor(request: unknown) {
          this.request = request;
        }
      },
    );
    expect([Remembering.name, new Remembering('r')]).toEqual([
      'Original',
      expect.objectContaining({ request: 'r' }),
    ]);
  });
});
