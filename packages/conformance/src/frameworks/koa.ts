import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import type { Router } from '@koa/router';
import { profiler } from '@routeprof/koa';
import type Koa from 'koa';
import type { Context, Next } from 'koa';
import mount from 'koa-mount';
import {
  brokenChunks,
  chunks,
  cookies,
  events,
  homeText,
  longText,
  open,
  plainText,
} from '../content/answers.ts';
import { burnAfterBody, burnBehindAuth, burnInAuth, burnNested } from '../content/burn.ts';
import { rejectLater, TeapotError, throwNow } from '../content/errors.ts';
import { readJson } from '../content/read-json.ts';
import { countBytes } from '../content/upload.ts';
import { afterAwait, afterResponse, alpha, beta, inCallbacks, inParallel } from '../content/work.ts';
import type { Framework } from '../process/run.ts';

/** Koa brings no router. Both majors of the common one are in use: 12 goes with Koa 2 here, 15 with Koa 3. */
export function koaFramework(KoaClass: typeof Koa, RouterClass: typeof Router): Framework<Context> {
  return {
    header: (context, name) => context.get(name) || undefined,
    build(setup) {
      const app = new KoaClass();
      // Its own error handler prints to stderr what the suite provokes.
      app.silent = true;
      if (setup.root) app.use(profiler(setup.root));
      app.use(auth);
      const router = new RouterClass();
      addPlain(router);
      addWork(router);
      addErrors(router);
      addStreams(router);

      const orders = new RouterClass();
      orders.get('/orders/:id', (context) => {
        if (context.params.id === '404') {
          context.status = 404;
          context.body = { error: 'no such order' };
        } else context.body = { order: context.params.id };
      });
      orders.get('/items/:category/:item', (context) => {
        context.body = context.params;
      });
      router.use('/shop', orders.routes());

      const users = new RouterClass({ prefix: '/tenants/:tenant' });
      users.get('/users/:user', (context) => {
        context.body = { user: context.params.user };
      });

      const inner = new KoaClass();
      if (setup.inner) inner.use(profiler(setup.inner));
      const things = new RouterClass();
      things.get('/things/:id', (context) => {
        burnNested();
        context.body = { thing: context.params.id };
      });
      inner.use(things.routes());
      const outer = new KoaClass();
      outer.use(mount('/inner', inner));

      app.use(router.routes()).use(router.allowedMethods()).use(users.routes());
      app.use(mount('/outer', outer));
      const server = createServer(app.callback());
      return { server, close: () => server.close() };
    },
  };
}

async function auth(context: Context, next: Next): Promise<void> {
  if (!context.path.startsWith('/private/') || context.get('x-user')) return next();
  burnInAuth();
  context.status = 401;
  context.body = { error: 'who are you?' };
}

function addPlain(router: Router): void {
  router.get('/', (context) => void (context.body = homeText));
  router.get('/text', (context) => {
    context.set('Set-Cookie', [...cookies]);
    context.body = plainText;
  });
  router.get('/json', (context) => void (context.body = { text: plainText }));
  router.get('/empty', (context) => void (context.status = 204));
  router.get('/redirect', (context) => context.redirect('/text'));
  router.get('/big', (context) => void (context.body = longText));
  router.options('/options', (context) => {
    context.set('Allow', 'GET');
    context.status = 204;
  });
  router.get('/private/:name', (context) => {
    burnBehindAuth();
    context.body = { name: context.params.name };
  });
  router.get('/state', (context) => void (context.body = open));
}

function addWork(router: Router): void {
  router.get('/burn/alpha', async (context) => void (context.body = await alpha()));
  router.get('/burn/beta', async (context) => void (context.body = await beta()));
  router.get('/cpu/await', async (context) => void (context.body = await afterAwait()));
  router.get('/cpu/callbacks', async (context) => void (context.body = await inCallbacks()));
  router.get('/cpu/parallel', async (context) => void (context.body = await inParallel()));
  router.get('/cpu/after-response', (context) => void (context.body = afterResponse()));
  router.post('/orders', async (context) => {
    const ordered = await readJson(context.req);
    burnAfterBody();
    context.status = 201;
    context.body = { ordered };
  });
}

function addErrors(router: Router): void {
  router.get('/throw', () => throwNow());
  router.get('/reject', () => rejectLater());
  router.get('/teapot', () => {
    throw new TeapotError();
  });
  router.get('/throw-text', () => {
    throw 'only a text';
  });
}

function addStreams(router: Router): void {
  const send = (context: Context, type: string, parts: AsyncIterable<string>): void => {
    // Koa leaves a response open when its stream breaks: ending it is up to the app.
    context.body = Readable.from(parts).on('error', () => context.res.destroy());
    context.type = type;
  };
  router.get('/stream', (context) => send(context, 'text', chunks()));
  router.get('/broken', (context) => send(context, 'text', brokenChunks()));
  router.get('/events', (context) => send(context, 'text/event-stream', events()));
  router.get('/hang', (context) => {
    open.hangs++;
    return new Promise((resolve) => {
      context.res.on('close', () => {
        open.hangs--;
        resolve(undefined);
      });
    });
  });
  router.post('/upload', async (context) => void (context.body = { bytes: await countBytes(context.req) }));
}
