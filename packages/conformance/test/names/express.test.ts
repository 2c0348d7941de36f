import type { IncomingMessage } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { mountProfiler } from '@routeprof/core/node';
import { profiler } from '@routeprof/express';
import { patternOf } from '@routeprof/express/pattern';
import type { Express, NextFunction, Request, RequestHandler, Response, Router } from 'express';
import express4 from 'express4';
import express5 from 'express5';
import express52 from 'express52';
import { describe, expect, test } from 'vitest';
import { until } from '../../src/client/until.ts';
import { useNames } from './naming.ts';

interface ExpressModule {
  (): Express;
  Router(): Router;
}

const answer: RequestHandler = (_request, response) => void response.send('well');
const passOn: RequestHandler = (_request, _response, next) => next();
const fail: RequestHandler = () => {
  throw new Error('theirs');
};
const answerError = (_error: Error, _request: Request, response: Response, _next: NextFunction): void => {
  response.status(500).send('caught');
};

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const naming = useNames();
const { expectNames } = naming;
const mine = (): RequestHandler => profiler({ profiler: naming.profiler });

const modules: [string, ExpressModule, string][] = [
  ['Express 4', express4 as unknown as ExpressModule, '*'],
  ['Express 5.2, whose mounts keep no path', express52, '/{*splat}'],
  ['Express 5', express5, '/{*splat}'],
];

describe.each(modules)('%s', (title, express, everything) => {
  const users = (): Router => {
    const router = express.Router();
    router.get('/users/:u', answer);
    router.get('/users/:u/fail', fail);
    return router;
  };

  test('a URL in absolute form, with two slashes, or without a path', async () => {
    const app = express();
    app.use(mine());
    app.use('/api', users());
    app.get(everything, answer);
    await expectNames(app, {
      'http://one.example/api/users/1': 'GET /api/users/:u',
      '/api/users/2': 'GET /api/users/:u',
      'http://two.example:8080/api/users/3?x=http://three.example/': 'GET /api/users/:u',
      'http://two.example/api/users/3/fail': 'GET /api/users/:u/fail',
      'http://four.example/else': 'GET /else',
      '//five.example/api/users/1': 'GET /five.example/api/users/:id',
      '//else': 'GET /else',
      'OPTIONS *': everything === '*' ? 'OPTIONS *' : '(not found)',
    });
  });

  test('a profiler at a prefix', async () => {
    const app = express();
    app.use('/sub', mine());
    app.use('/sub', users());
    app.get('/sub/own/:o', answer);
    await expectNames(app, {
      '/sub/users/1': 'GET /sub/users/:u',
      '/sub/own/1': 'GET /sub/own/:o',
      '/sub/users/1/fail': 'GET /sub/users/:u/fail',
    });
  });

  test('a profiler at a prefix with a parameter, and in a router', async () => {
    const app = express();
    app.use('/t/:tenant', mine(), users());
    const router = users();
    const inner = express.Router();
    inner.use(mine());
    inner.get('/deep/:d', answer);
    router.use('/in', inner);
    app.use('/r/:region', router);
    await expectNames(app, {
      '/t/t/users/1': 'GET /t/:tenant/users/:u',
      '/t/u/users/1': 'GET /t/:tenant/users/:u',
      '/r/eu/in/deep/1': 'GET /r/:region/in/deep/:d',
    });
  });

  test('one router in several places, one of them the root', async () => {
    const app = express();
    app.use(mine());
    const router = users();
    router.get('/', answer);
    app.use('/v1', router);
    app.use('/old/:age', router);
    app.use(router);
    await expectNames(app, {
      '/v1/users/1': 'GET /v1/users/:u',
      '/v1': 'GET /v1',
      '/users/1': 'GET /users/:u',
      '/': 'GET /',
      '/old/new/users/1': 'GET /old/:age/users/:u',
      '/v1/users/1/fail': 'GET /v1/users/:u/fail',
      '/users/1/fail': 'GET /users/:u/fail',
      '/old/users/users/1/fail': 'GET /old/:age/users/:u/fail',
      '/V1/users/2': 'GET /v1/users/:u',
    });
  });

  test('arrays of paths', async () => {
    const app = express();
    app.use(mine());
    app.use(['/one', '/two/:t', '/three/:h/:i'], users());
    app.get(['/a', '/b/:b'], answer);
    await expectNames(app, {
      '/one/users/1': 'GET /one/users/:u',
      '/two/2/users/1': 'GET /two/:t/users/:u',
      '/three/3/4/users/1': 'GET /three/:h/:i/users/:u',
      '/a': 'GET /a',
      '/b/1': 'GET /b/:b',
    });
  });

  test('middleware of a mount that restores the whole URL, so that later routes begin with the prefix', async () => {
    const app = express();
    app.use(mine());
    const router = express.Router();
    router.use((request, _response, next) => {
      request.url = request.originalUrl;
      next();
    });
    router.get(['/-/data/side/:scope/:package', '/-/data/side/:package'], (request, response, next) => {
      if (request.params.package === 'missing') next();
      else if (request.params.package === 'broken') next(new Error('theirs'));
      else response.send('well');
    });
    app.use('/-', router);
    app.use(answerError);
    await expectNames(app, {
      '/-/data/side/one': 'GET /-/data/side/:package',
      '/-/data/side/@a/one?x=1': 'GET /-/data/side/:scope/:package',
      '/-/data/side/broken': 'GET /-/data/side/:package',
      '/-/data/side/missing': 'GET /-/data/side/:package',
      'http://one.example/-/data/side/one': 'GET /-/data/side/:package',
    });
  });

  test('a logger that restores the URL while the response ends', async () => {
    const app = express();
    app.use(mine());
    app.use((request, response, next) => {
      const end = response.end;
      response.end = function (this: Response, ...given: unknown[]) {
        const ended = Reflect.apply(end, this, given);
        request.url = request.originalUrl;
        return ended;
      } as typeof response.end;
      next();
    });
    const router = express.Router();
    router.get(['/data/sidebar/:scope/:package', '/data/sidebar/:package'], (request, response, next) =>
      request.params.package === 'none' ? next(new Error('none')) : response.send('well'),
    );
    router.get('/data/files/:file', (_request, response) => void response.status(404).send('none'));
    const outer = express.Router();
    outer.use('/-/packages/', router);
    app.use(outer);
    const hidden = express.Router();
    hidden.get(['/a/:a', '/b/:b'], answer);
    app.use('/lazy/:l', (request, response, next) => hidden(request, response, next));
    app.use(answerError);
    await expectNames(app, {
      '/-/packages/data/sidebar/left': 'GET /-/packages/data/sidebar/:package',
      '/-/packages/data/sidebar/scope/left': 'GET /-/packages/data/sidebar/:scope/:package',
      '/-/packages/data/sidebar/none': 'GET /-/packages/data/sidebar/:package',
      '/-/packages/data/files/1': 'GET /-/packages/data/files/:file',
      '/lazy/x/b/1': 'GET /lazy/:l/b/:b',
      '/lazy/y/a/1': 'GET /lazy/:l/a/:a',
    });
  });

  test('parameters within segments, and two in one mount', async () => {
    const app = express();
    app.use(mine());
    app.use('/v:version/:a-:b', users());
    await expectNames(app, {
      '/v1/x-y/users/1': 'GET /v:version/:a-:b/users/:u',
      // No part of a URL gets into a name, even if only the URL has the prefix.
      '/v%31/x-y/users/1': title.includes('5.2') ? 'GET /*/users/:u' : 'GET /v:version/:a-:b/users/:u',
    });
  });

  test('parameters within segments whose values occur in names, in the text between, or in each other', async () => {
    const app = express();
    app.use(mine());
    app.use('/f/:from-:to', users());
    app.use('/a/a:x', users());
    if (everything !== '*') app.use('/w/x-*rest/end', users());
    const wildcard = title.includes('5.2') ? 'GET /*/users/:u' : 'GET /w/x-*rest/end/users/:u';
    await expectNames(app, {
      '/f/x-from/users/1': 'GET /f/:from-:to/users/:u',
      '/f/from-x/users/1': 'GET /f/:from-:to/users/:u',
      '/f/x-rom/users/1': 'GET /f/:from-:to/users/:u',
      '/f/to-from/users/1': 'GET /f/:from-:to/users/:u',
      '/f/x-x/users/1': 'GET /f/:from-:to/users/:u',
      '/f/X-$1/users/1': 'GET /f/:from-:to/users/:u',
      [`/f/${'x'.repeat(50)}-x/users/1`]: 'GET /f/:from-:to/users/:u',
      '/a/aa/users/1': 'GET /a/a:x/users/:u',
      '/A/Aa/users/1': 'GET /a/a:x/users/:u',
      ...(everything === '*' ? {} : { '/w/x-a/b/end/users/1': wildcard, '/w/x-c/d/end/users/1': wildcard }),
    });
  });

  test('a middleware does not keep the apps that used it in memory', async () => {
    const shared = mine();
    const apps: WeakRef<Express>[] = [];
    for (let i = 0; i < 10; i++) {
      const app = express();
      app.use(shared);
      app.use('/kept', users());
      apps.push(new WeakRef(app));
      await expectNames((request, response) => app(request, response), {
        '/kept/users/1': 'GET /kept/users/:u',
      });
    }
    // The last one may still be on the stack, or in a socket that has just closed.
    await until(
      async () => {
        collectGarbage();
        return apps.filter((app) => app.deref() !== undefined).length;
      },
      (alive) => alive <= 1,
      'the apps to be collected',
    );
  });

  test('regular expressions', async () => {
    const app = express();
    app.use(mine());
    app.use(/^\/like\d+/, users());
    app.get(/^\/digits\/\d+$/g, answer);
    await expectNames(app, {
      '/digits/1': 'GET /^\\/digits\\/\\d+$/g',
      '/like1/users/1': title.includes('5.2') ? 'GET /*/users/:u' : 'GET /^\\/like\\d+/users/:u',
      '/like2/users/1': title.includes('5.2') ? 'GET /*/users/:u' : 'GET /^\\/like\\d+/users/:u',
    });
  });

  test('nested apps, apps in several places, and apps in routers', async () => {
    const app = express();
    app.use(mine());
    const inner = express();
    inner.use(users());
    const innermost = express();
    innermost.get('/things/:t', answer);
    inner.use('/most/:m', innermost);
    app.use('/first/:f', inner);
    app.use('/second', inner);
    const other = express();
    other.get('/other/:o', answer);
    other.get('/broken/:o', fail);
    const router = express.Router();
    router.use('/routed/:r', other);
    app.use('/by', router);
    app.use(answerError);
    await expectNames(app, {
      '/first/1/users/fail/fail': 'GET /first/:f/users/:u/fail',
      '/first/1/users/2': 'GET /first/:f/users/:u',
      '/second/users/2': 'GET /second/users/:u',
      '/second/most/1/things/2': 'GET /second/most/:m/things/:t',
      '/second/users/2/fail': 'GET /second/users/:u/fail',
      '/by/routed/1/other/2': 'GET /by/routed/:r/other/:o',
      '/by/routed/1/broken/2': 'GET /by/routed/:r/broken/:o',
    });
  });

  test('apps with overlapping mount paths', async () => {
    const app = express();
    app.use(mine());
    const [tenant, admin] = [express(), express()];
    tenant.get('/things/:t', answer);
    admin.get('/users/:u', answer);
    app.use('/:tenant', tenant);
    app.use('/admin', admin);
    await expectNames(app, {
      '/admin/users/1': 'GET /admin/users/:u',
      '/other/things/1': 'GET /:tenant/things/:t',
      '/admin/things/1': 'GET /:tenant/things/:t',
    });
  });

  test('a profiler in an app that is mounted in a router, with and without a server that has the app', async () => {
    const build = (): Express => {
      const app = express();
      const inner = express();
      inner.use(mine());
      inner.use(users());
      const router = express.Router();
      router.use('/r/:r', inner);
      app.use('/o', router);
      return app;
    };
    await expectNames(build(), { '/o/r/x/users/1': 'GET /o/r/:r/users/:u' });
    const app = build();
    // No part of a URL gets into a name, even if no layer is known.
    await expectNames((request, response) => app(request, response), {
      '/o/r/x/users/1': 'GET /*/users/:u',
      '/o/r/y/users/1': 'GET /*/users/:u',
    });
  });

  test('routers that are made for a request do not put parts of its URL into a name', async () => {
    const app = express();
    app.use(mine());
    app.use('/made', (request, response, next) => {
      const router = express.Router();
      router.use('/t/:tenant', users());
      router.use('/at/:tenant', (...given) => {
        const root = express.Router();
        root.get('/', answer);
        root(...given);
      });
      router(request, response, next);
    });
    await expectNames(app, {
      '/made/t/one/users/1': 'GET /made/*/users/:u',
      '/made/t/two/users/1': 'GET /made/*/users/:u',
      '/made/t/two/users/1/fail': 'GET /made/*/users/:u/fail',
      '/made/at/one': 'GET /made/*',
    });
  });

  test('a router that a function calls', async () => {
    const app = express();
    app.use(mine());
    const hidden = users();
    app.use('/lazy/:l', (request, response, next) => hidden(request, response, next));
    await expectNames(app, {
      '/lazy/a/users/1': 'GET /lazy/:l/users/:u',
      '/lazy/b/users/1': 'GET /lazy/:l/users/:u',
      '/lazy/b/users/1/fail': 'GET /lazy/:l/users/:u/fail',
    });
  });

  test('a router that is mounted, and also called by a function', async () => {
    const app = express();
    app.use(mine());
    const router = users();
    router.get(['/a', '/a/:b'], answer);
    app.use('/early', router);
    app.use('/lazy/:l', (request, response, next) => router(request, response, next));
    await expectNames(app, {
      '/early/users/1': 'GET /early/users/:u',
      '/lazy/x/users/1': 'GET /lazy/:l/users/:u',
      '/lazy/x/a/1': 'GET /lazy/:l/a/:b',
      '/lazy/x/a': 'GET /lazy/:l/a',
      '/early/users/2/fail': 'GET /early/users/:u/fail',
    });
  });

  test('a route that answers often', async () => {
    const app = express();
    app.use(mine());
    app.use('/api', users());
    const ids = Array.from({ length: 30 }, (_, i) => [`/api/users/${i}`, 'GET /api/users/:u']);
    await expectNames(app, Object.fromEntries(ids));
  });

  test('routers below middleware that restores the whole URL', async () => {
    const app = express();
    app.use(mine());
    const router = express.Router();
    router.use((request, _response, next) => {
      request.url = request.originalUrl;
      next();
    });
    router.use('/-/deep/:d', users());
    app.use('/-', router);
    await expectNames(app, { '/-/deep/1/users/2': 'GET /-/deep/:d/users/:u' });
  });

  test('an app in several places, beside middleware at the same places', async () => {
    const app = express();
    app.use(mine());
    const inner = express();
    inner.use(users());
    app.use('/first/:other', passOn, express.Router());
    app.use('/first/:f', inner);
    app.use('/second', inner);
    await expectNames(app, {
      '/first/1/users/2': 'GET /first/:f/users/:u',
      '/second/users/2': 'GET /second/users/:u',
    });
  });

  test('a router in an app in a router', async () => {
    const app = express();
    app.use(mine());
    const inner = express();
    inner.use('/deep/:d', users());
    const router = express.Router();
    router.use('/routed/:r', inner);
    app.use('/by', router);
    await expectNames(app, { '/by/routed/1/deep/2/users/3': 'GET /by/routed/:r/deep/:d/users/:u' });
  });

  test.each([undefined, {}, { server: undefined }, { server: {} }, { server: { listeners: () => [] } }])(
    'a request whose socket is %o',
    (socket) => {
      const app = express();
      app.get(['/b', '/a/:a'], answer);
      app.get('/last', answer);
      const { stack } = (
        everything === '*' ? (app as unknown as { _router: Router })._router : app.router
      ) as Router;
      const { route } = stack.at(-2) as unknown as { route: object };
      const request = { route, socket, url: '/a/1?x=2', originalUrl: '/a/1?x=2' };
      expect(patternOf({ ...request, app } as never)).toBe('/a/:a');
      // Then only the route itself is known.
      const { route: other } = stack.at(-1) as unknown as { route: object };
      expect(patternOf({ ...request, route: other, url: '/last', originalUrl: '/last' } as never)).toBe(
        '/last',
      );
    },
  );

  test('a router that is mounted while the app runs', async () => {
    const app = express();
    app.use(mine());
    const router = users();
    app.use('/early', router);
    app.get('/mount', (_request, response) => {
      app.use('/late/:l', router);
      response.send('mounted');
    });
    await expectNames(app, {
      '/early/users/1': 'GET /early/users/:u',
      '/mount': 'GET /mount',
      '/late/1/users/1': 'GET /late/:l/users/:u',
    });
  });

  test('middleware that rewrites the URL', async () => {
    const app = express();
    app.use(mine());
    app.use((request, _response, next) => {
      request.url = request.url.replace(/\/(en|de)\//, '/').replace(/^\/(@[^/]+)\//, '/$1%2F');
      next();
    });
    const router = express.Router();
    router.use((request, _response, next) => {
      request.url = `/-/v${request.url}`;
      next();
    });
    router.get('/-/v/stats/:s', answer);
    router.get('/-/v/broken', fail);
    router.get(everything === '*' ? '/-/v/files/*' : '/-/v/files/*rest', fail);
    app.use('/web', router);
    app.get('/:package', answer);
    app.use('/api', users());
    await expectNames(app, {
      '/en/api/users/1': 'GET /api/users/:u',
      '/de/api/users/1': 'GET /api/users/:u',
      '/@scope/name': 'GET /:package',
      '/web/stats/1': 'GET /web/-/v/stats/:s',
      '/de/api/users/1/fail': 'GET /api/users/:u/fail',
      'http://one.example/de/api/users/1/fail': 'GET /api/users/:u/fail',
      '/web/broken': 'GET /web/-/v/broken',
      '/web/files/a/b': everything === '*' ? 'GET /web/-/v/files/*' : 'GET /web/-/v/files/*rest',
    });
  });

  test('only a pattern without a literal segment is not used as a name', async () => {
    const app = express();
    app.use(mine());
    const rest = everything === '*' ? '/files/*' : '/files/*rest';
    app.get(rest, answer);
    app.get('/:page', answer);
    app.get('/gone/away', (_request, response) => void response.status(404).send('no'));
    app.all(everything, (request, response) =>
      request.url.startsWith('/none') ? response.status(404).send('no') : response.send('well'),
    );
    await expectNames(app, {
      '/files/a/b/c': `GET ${rest}`,
      '/about': 'GET /:page',
      '/gone/away': 'GET /gone/away',
      '/some/17/thing': 'GET /some/:id/thing',
      '/none/of/it': '(not found)',
    });
  });

  test('a route that calls next is not the one that answered', async () => {
    const app = express();
    app.use(mine());
    app.all('/api/:any', passOn);
    app.get('/api/known', answer);
    await expectNames(app, { '/api/known': 'GET /api/known' });
  });
});

test('another framework’s `req.route` is not taken for Express’s', async () => {
  const mount = mountProfiler<IncomingMessage>(
    { profiler: naming.profiler },
    { pattern: (request) => patternOf(request as Request) },
  );
  await expectNames(
    (request, response) => {
      mount.run(request, response, request.url ?? '', request, () => {
        // As restify does.
        Object.assign(request, {
          originalUrl: request.url,
          route: { name: 'geta', method: 'GET', path: '/a/:b', spec: {} },
        });
        response.end('well');
      });
    },
    { '/a/17': 'GET /a/:id' },
  );
});
