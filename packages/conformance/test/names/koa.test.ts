import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Router as Router15 } from '@koa/router';
import { profiler } from '@routeprof/koa';
import { patternOf } from '@routeprof/koa/pattern';
import type Koa from 'koa';
import type { Context, Middleware, Next } from 'koa';
import mount from 'koa-mount';
import Router7 from 'koa-router7';
import Router8 from 'koa-router8';
import Router9 from 'koa-router9';
import Router12 from 'koa-router12';
import Router14 from 'koa-router14';
import Koa2 from 'koa2';
import Koa3 from 'koa3';
import { describe, expect, test } from 'vitest';
import { ask } from '../../src/client/http.ts';
import { useNaming } from './naming.ts';

const naming = useNaming();
const { expectNames } = naming;

async function answer(context: Context): Promise<void> {
  context.body = 'well';
}
const passOn: Middleware = (_context, next) => next();
const answerAfter = async (context: Context, next: Next): Promise<void> => {
  await next();
  context.body = 'well';
};

type Routes = ReturnType<Router15['routes']>;

/** How each writes a wildcard. */
const routers: [string, typeof Koa, typeof Router15, string][] = [
  ['koa-router 7', Koa2, Router7, '(.*)'],
  ['koa-router 8', Koa2, Router8, '(.*)'],
  ['koa-router 9', Koa2, Router9, '(.*)'],
  ['@koa/router 12', Koa2, Router12, '(.*)'],
  ['@koa/router 14', Koa3, Router14, '{*rest}'],
  ['@koa/router 15', Koa3, Router15, '{*rest}'],
];

describe.each(routers)('%s', (_title, KoaClass, RouterClass, wildcard) => {
  const appOf = (...middleware: (Middleware | Routes)[]): Koa => {
    const app = new KoaClass();
    app.silent = true;
    app.use(profiler({ profiler: naming.profiler }));
    for (const each of middleware) app.use(each as Middleware);
    return app;
  };

  test('a URL in absolute form, and with two slashes', async () => {
    const router = new RouterClass({ prefix: '/api' });
    router.get('/users/:u', answer);
    const all = new RouterClass();
    all.get(`/${wildcard}`, answer);
    const app = appOf(router.routes(), all.routes());
    await expectNames(app.callback(), {
      'http://one.example/api/users/1': 'GET /api/users/:u',
      'http://two.example/api/users/1?x=/y': 'GET /api/users/:u',
      '/api/users/2': 'GET /api/users/:u',
      'http://three.example/else/17': 'GET /else/:id',
      '//else/17': 'GET /else/:id',
    });
  });

  test('middleware of a router gives no name, before or after its routes', async () => {
    const router = new RouterClass({ prefix: '/api' });
    router.use(passOn);
    router.get('/users/:u', answerAfter);
    router.get('/plain', answerAfter);
    router.post('/users/:other', answer);
    router.use('/users', passOn);
    router.use(passOn);
    const outer = new RouterClass();
    outer.use('/v1', router.routes());
    outer.use(passOn);
    await expectNames(appOf(outer.routes()).callback(), {
      '/v1/api/users/1': 'GET /v1/api/users/:u',
      '/v1/api/plain': 'GET /v1/api/plain',
    });
  });

  test('the route that answers, of several that match', async () => {
    const router = new RouterClass();
    router.get('/users/me', answer);
    router.get('/users/gone', passOn);
    router.get('/users/:u', answer);
    router.all('/users/:other', answer);
    router.post('/users/me', answer);
    await expectNames(appOf(router.routes()).callback(), {
      '/users/me': 'GET /users/me',
      '/users/1': 'GET /users/:u',
      '/users/gone': 'GET /users/:u',
      'POST /users/me': 'POST /users/:other',
      'HEAD /users/me': 'HEAD /users/me',
    });
  });

  // koa-router 7 adds each prefix to the same router, so it cannot be mounted twice.
  if (RouterClass !== Router7) {
    test('one router in several places, also with a parameter', async () => {
      const router = new RouterClass();
      router.get('/users/:u', answer);
      const outer = new RouterClass();
      outer.use('/v1', router.routes());
      outer.use('/t/:tenant', router.routes());
      outer.use(router.routes());
      await expectNames(appOf(outer.routes()).callback(), {
        '/v1/users/1': 'GET /v1/users/:u',
        '/users/1': 'GET /users/:u',
        '/t/users/users/1': 'GET /t/:tenant/users/:u',
      });
    });
  }

  test('mounted apps, one in several places, and one that calls next', async () => {
    const inner = new KoaClass();
    const router = new RouterClass();
    router.get('/', answer);
    router.get('/things/:t', answer);
    router.get('/things/broken', answer);
    router.get(`/files/${wildcard}`, answer);
    inner.use(router.routes());
    const outer = new KoaClass();
    outer.use(mount('/inner', inner));
    const aside = new KoaClass();
    aside.use(passOn);
    const app = appOf(mount('/outer', outer), mount('/other', inner), mount('/aside', aside));
    app.use(mount(inner));
    const rooted = new RouterClass();
    rooted.get('/aside/:a', answer);
    app.use(rooted.routes());
    await expectNames(app.callback(), {
      '/outer/inner/things/1': 'GET /outer/inner/things/:t',
      '/other/things/1': 'GET /other/things/:t',
      '/things/1': 'GET /things/:t',
      '/outer/inner': 'GET /outer/inner',
      '/other/files/files/other/x': `GET /other/files/${wildcard}`,
      'http://one.example/outer/inner/things/2': 'GET /outer/inner/things/:t',
      '/aside/1': 'GET /aside/:a',
    });
  });

  test('a mounted app that calls next leaves no prefix on later routes', async () => {
    const passing = new KoaClass();
    passing.use(passOn);
    const router = new RouterClass();
    router.get('/shop/:a-:b', answer);
    router.get('/:section/:page', answer);
    const all = new RouterClass();
    all.get(`/${wildcard}`, answer);
    const used = new RouterClass();
    used.get('/:any/:thing/used', answerAfter);
    used.use(passOn);
    const mounts = [mount('/shop', passing), mount('/admin', passing)];
    await expectNames(appOf(...mounts, used.routes()).callback(), {
      '/shop/c%20t/used': 'GET /:any/:thing/used',
    });
    await expectNames(appOf(...mounts, router.routes(), all.routes()).callback(), {
      '/shop/cart': 'GET /:section/:page',
      '/shop/shop': 'GET /:section/:page',
      '/shop/a-b': 'GET /shop/:a-:b',
      '/admin/17': 'GET /:section/:page',
      // A pattern without any literal segment.
      '/admin/some/17/thing': 'GET /admin/some/:id/thing',
    });
  });

  test('a route that calls next when nothing comes after it', async () => {
    const router = new RouterClass();
    router.get('/passes/:p', passOn);
    router.get('/both/:b', passOn, passOn);
    router.get('/missing/:m', passOn, (_context: Context) => {});
    router.get('/says/:s', (context: Context, _next: Next) => void (context.status = 404));
    router.get('/throws/:t', (context: Context, _next: Next) => context.throw(404, 'none'));
    await expectNames(appOf(router.routes()).callback(), {
      '/passes/1': '(not found)',
      '/both/1': '(not found)',
      '/missing/1': 'GET /missing/:m',
      '/says/1': 'GET /says/:s',
      '/throws/1': 'GET /throws/:t',
    });
  });

  test('a request that is still open in a mounted app', async () => {
    const router = new RouterClass();
    const named = async (context: Context): Promise<void> => {
      context.body = patternOf(context);
    };
    router.get('/', named);
    router.get('/things/:t', named);
    const [inner, app] = [new KoaClass(), new KoaClass()];
    inner.use(router.routes() as Middleware);
    app.use(mount('/outer', inner));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const asked = { port: (server.address() as AddressInfo).port };
      for (const origin of ['', 'http://one.example']) {
        expect((await ask(asked, `${origin}/outer/things/1`)).body).toBe('/outer/things/:t');
        expect((await ask(asked, `${origin}/outer`)).body).toBe('/outer');
      }
    } finally {
      server.close();
    }
  });

  test('a profiler in a mounted app', async () => {
    const router = new RouterClass();
    router.get('/things/:t', answer);
    const app = new KoaClass();
    app.use(mount('/outer', appOf(router.routes())));
    await expectNames(app.callback(), {
      '/outer/things/1': 'GET /outer/things/:t',
      'http://one.example/outer/things/1': 'GET /outer/things/:t',
    });
  });

  test('middleware that rewrites the URL', async () => {
    const router = new RouterClass();
    router.get('/users/:u', answer);
    router.get('/', answer);
    const app = appOf(async (context: Context, next: Next) => {
      context.path = context.path.replace(/^\/(en|de|\w+-\w+)(?=\/)/, '') || '/';
      if (context.path.startsWith('/any')) context.path = '/';
      await next();
    });
    app.use(router.routes());
    await expectNames(app.callback(), {
      '/en/users/1': 'GET /users/:u',
      '/made-up/users/1': 'GET /users/:u',
      '/anything/at/all': 'GET /',
    });
  });

  test('only a pattern without a literal segment is not used as a name', async () => {
    const router = new RouterClass();
    router.get(`/files/${wildcard}`, answer);
    router.get('/:page', answer);
    router.get(/^\/digits\/\d+$/, answer);
    router.get(`/${wildcard}`, answer);
    await expectNames(appOf(router.routes()).callback(), {
      '/files/a/b': `GET /files/${wildcard}`,
      '/about': 'GET /:page',
      '/digits/1': 'GET /^\\/digits\\/\\d+$',
      '/some/17/thing': 'GET /some/:id/thing',
    });
  });

  test('middleware that answers before its router’s routes', async () => {
    const router = new RouterClass();
    router.use(answer);
    router.get('/things/:t', answer);
    await expectNames(appOf(router.routes()).callback(), { '/things/17': 'GET /things/:id' });
  });
});
