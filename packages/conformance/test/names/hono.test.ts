import { getRequestListener } from '@hono/node-server';
import { profiler } from '@routeprof/hono';
import { patternAt } from '@routeprof/hono/pattern';
import { type Context, Hono, type Next } from 'hono';
import { every } from 'hono/combine';
import { expect, test } from 'vitest';
import { useNaming } from './naming.ts';

const naming = useNaming();
const mine = () => profiler({ profiler: naming.profiler });
const answer = (context: Context) => context.text('well');
const passOn = (_context: Context, next: Next) => next();
const refuse = async (context: Context, _next: Next) => context.text('no', 401);
const hide = async (context: Context, _next: Next) => context.text('no', 404);
const nothingThere = (context: Context) => context.text('no', 404);

const appOf = (): Hono => {
  const app = new Hono();
  app.use(mine());
  return app;
};
const expectNames = (app: Hono, names: Record<string, string>) =>
  naming.expectNames(getRequestListener(app.fetch), names);

test('a URL in absolute form, and with two slashes', async () => {
  const app = appOf();
  app.get('/api/users/:u', answer);
  app.get('*', answer);
  await expectNames(app, {
    'http://one.example/api/users/1': 'GET /api/users/:u',
    'http://two.example/else/17': 'GET /else/:id',
    '//else/17': 'GET /else/:id',
    '/made-up/../api/users/1': 'GET /api/users/:u',
    '/made-up/%2e%2E/api/users/1': 'GET /api/users/:u',
  });
});

test('routes for all methods, and for all paths below one', async () => {
  const app = appOf();
  app.all('/files/*', answer);
  app.all('/gone/*', nothingThere);
  app.all('*', answer);
  await expectNames(app, {
    '/files/a/b': 'GET /files/*',
    'POST /files/a': 'POST /files/*',
    '/gone/a': 'GET /gone/*',
    '/some/17/thing': 'GET /some/:id/thing',
  });
});

test('middleware that answers, and middleware that calls next', async () => {
  const app = appOf();
  app.use('/api/*', passOn);
  app.use('/api/private/*', refuse);
  app.use('/api/hidden/*', hide);
  app.use('/api/every/*', every(passOn, refuse));
  app.get('/api/private/:p', answer);
  app.get('/api/hidden/:h', answer);
  app.get('/api/every/:e', answer);
  app.get('/api/things/:t', passOn, answer);
  app.get('/api/last/:l', answer);
  app.use('/api/*', passOn);
  await expectNames(app, {
    '/api/private/1': 'GET /api/private/*',
    '/api/hidden/1': 'GET /api/hidden/*',
    '/api/every/1': 'GET /api/every/*',
    '/api/things/1': 'GET /api/things/:t',
    '/api/last/1': 'GET /api/last/:l',
    'HEAD /api/last/1': 'HEAD /api/last/:l',
    '/api/nothing': '(not found)',
    '/nothing': '(not found)',
  });
});

test('middleware of an open request may still call next; a handler is final', () => {
  const reached = [
    { method: 'ALL', path: '/api/*', handler: passOn },
    { method: 'ALL', path: '/api/all/*', handler: answer },
  ];
  expect(reached.map((_route, index) => patternAt(reached, index, undefined))).toEqual([
    undefined,
    '/api/all/*',
  ]);
  expect(patternAt(reached, 0, 200)).toBe('/api/*');
  expect(patternAt([], 0, 200)).toBeUndefined();
});

test('the route that answers, of several that match', async () => {
  const app = appOf();
  app.get('/users/me', answer);
  app.get('/users/gone', passOn);
  app.get('/users/:u', answer);
  app.all('/users/:other', answer);
  await expectNames(app, {
    '/users/me': 'GET /users/me',
    '/users/gone': 'GET /users/:u',
    'POST /users/me': 'POST /users/:other',
  });
});

test('route(), basePath() and apps with their own error handler', async () => {
  const app = appOf();
  const inner = new Hono();
  inner.get('/', answer);
  inner.get('/things/:t', answer);
  inner.all('/all/*', answer);
  inner.get('/broken', () => {
    throw new Error('theirs');
  });
  app.route('/one', inner);
  app.route('/t/:tenant', inner);
  const handled = new Hono();
  handled.onError((_error, context) => context.text('caught', 500));
  handled.get('/broken/:b', () => {
    throw new Error('theirs');
  });
  handled.all('/gone/*', nothingThere);
  app.route('/handled', handled);
  app.basePath('/based').get('/:b', answer);
  await expectNames(app, {
    '/one/things/1': 'GET /one/things/:t',
    '/one': 'GET /one',
    '/t/17/things/1': 'GET /t/:tenant/things/:t',
    '/t/17/all/of/it': 'GET /t/:tenant/all/*',
    '/t/17/broken': 'GET /t/:tenant/broken',
    '/handled/broken/1': 'GET /handled/broken/:b',
    '/handled/gone/1': 'GET /handled/gone/*',
    '/based/1': 'GET /based/:b',
  });
});

test('mount()', async () => {
  const app = appOf();
  app.mount('/mounted', (request: Request) =>
    new URL(request.url).pathname === '/none' ? new Response('no', { status: 404 }) : new Response('well'),
  );
  await expectNames(app, { '/mounted/anything/17': 'GET /mounted/*', '/mounted/none': '(not found)' });
});

test('a profiler in an app that is mounted, or a route of another', async () => {
  const inner = appOf();
  inner.get('/', answer);
  inner.get('/things/:t', answer);
  const app = new Hono();
  app.mount('/mounted', inner.fetch);
  app.route('/t/:tenant', inner);
  await expectNames(app, {
    '/mounted/things/1': 'GET /*/things/:t',
    '/mounted': 'GET /mounted',
    '/t/17/things/1': 'GET /t/:tenant/things/:t',
  });
});

test('a function around fetch that removes a segment does not put it into a name', async () => {
  const app = appOf();
  app.get('/things/:t', answer);
  const fetch = (request: Request, env: object): Response | Promise<Response> => {
    const url = new URL(request.url);
    url.pathname = url.pathname.replace(/^\/[^/]+/, '');
    return app.fetch(new Request(url, request), env);
  };
  await naming.expectNames(getRequestListener(fetch as typeof app.fetch), {
    '/one/things/1': 'GET /*/things/:t',
    '/two/things/1': 'GET /*/things/:t',
  });
});

test('without a Node request, a missing response fails as without the profiler', async () => {
  const outcomes = await Promise.all(
    [mine(), passOn].map(async (middleware) => {
      const app = new Hono();
      const errors: string[] = [];
      app.onError((error, context) => {
        errors.push(error.message);
        return context.text('caught', 500);
      });
      app.use(middleware);
      app.get('/missing', (() => undefined) as never);
      app.get('/there', answer);
      const missing = await app.request('/missing');
      const there = await app.request('/there');
      return [missing.status, await there.text(), errors];
    }),
  );
  expect(outcomes[0]).toEqual([500, 'well', [expect.stringContaining('Context is not finalized')]]);
});
