import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { profiler } from '@routeprof/hono';
import { type Context, Hono, type MiddlewareHandler } from 'hono4';
import { HTTPException } from 'hono4/http-exception';
import { stream, streamSSE } from 'hono4/streaming';
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
import { rejectLater, throwNow } from '../content/errors.ts';
import { countWebBytes } from '../content/upload.ts';
import { afterAwait, afterResponse, alpha, beta, inCallbacks, inParallel } from '../content/work.ts';
import type { Framework } from '../process/run.ts';

export const honoFramework: Framework<Context> = {
  header: (context, name) => context.req.header(name),
  build(setup) {
    const app = new Hono();
    if (setup.root) app.use(profiler(setup.root));
    app.use('/private/*', auth);
    addPlain(app);
    addWork(app);
    addErrors(app);
    addStreams(app);

    const shop = new Hono();
    shop.get('/orders/:id', (context) => {
      const order = context.req.param('id');
      return order === '404' ? context.json({ error: 'no such order' }, 404) : context.json({ order });
    });
    shop.get('/items/:category/:item', (context) => context.json(context.req.param()));
    app.route('/shop', shop);

    const users = new Hono();
    users.get('/users/:user', (context) => context.json({ user: context.req.param('user') }));
    app.route('/tenants/:tenant', users);

    const inner = new Hono();
    if (setup.inner) inner.use(profiler(setup.inner));
    inner.get('/things/:id', (context) => {
      burnNested();
      return context.json({ thing: context.req.param('id') });
    });
    const outer = new Hono();
    outer.route('/inner', inner);
    app.route('/outer', outer);

    // Without other options this is a plain HTTP server; the type also allows for HTTP/2.
    const server = createAdaptorServer({ fetch: app.fetch }) as Server;
    return { server, close: () => server.close() };
  },
};

const auth: MiddlewareHandler = async (context, next) => {
  if (context.req.header('x-user')) return next();
  burnInAuth();
  return context.json({ error: 'who are you?' }, 401);
};

function addPlain(app: Hono): void {
  app.get('/', (context) => context.text(homeText));
  app.get('/text', (context) => {
    for (const cookie of cookies) context.header('Set-Cookie', cookie, { append: true });
    return context.text(plainText);
  });
  app.get('/json', (context) => context.json({ text: plainText }));
  app.get('/empty', (context) => context.body(null, 204));
  app.get('/redirect', (context) => context.redirect('/text'));
  app.get('/big', (context) => context.text(longText));
  app.options('/options', (context) => context.body(null, 204, { Allow: 'GET' }));
  app.get('/private/:name', (context) => {
    burnBehindAuth();
    return context.json({ name: context.req.param('name') });
  });
  app.get('/state', (context) => context.json(open));
}

function addWork(app: Hono): void {
  app.get('/burn/alpha', async (context) => context.text(await alpha()));
  app.get('/burn/beta', async (context) => context.text(await beta()));
  app.get('/cpu/await', async (context) => context.text(await afterAwait()));
  app.get('/cpu/callbacks', async (context) => context.text(await inCallbacks()));
  app.get('/cpu/parallel', async (context) => context.text(await inParallel()));
  app.get('/cpu/after-response', (context) => context.text(afterResponse()));
  app.post('/orders', async (context) => {
    const ordered = await context.req.json();
    burnAfterBody();
    return context.json({ ordered }, 201);
  });
}

function addErrors(app: Hono): void {
  app.get('/throw', () => throwNow());
  app.get('/reject', () => rejectLater());
  app.get('/teapot', () => {
    throw new HTTPException(418, { message: 'short and stout' });
  });
  app.get('/throw-text', () => {
    throw 'only a text';
  });
}

function addStreams(app: Hono): void {
  app.get('/stream', (context) =>
    stream(context, async (out) => {
      for await (const part of chunks()) await out.write(part);
    }),
  );
  app.get(
    '/broken',
    () => new Response(ReadableStream.from(brokenChunks()).pipeThrough(new TextEncoderStream())),
  );
  app.get('/events', (context) =>
    streamSSE(context, async (out) => {
      for await (const part of events()) {
        if (out.aborted) return;
        await out.write(part);
      }
    }),
  );
  app.get('/hang', (context) => {
    open.hangs++;
    return new Promise<Response>((resolve) => {
      context.req.raw.signal.addEventListener('abort', () => {
        open.hangs--;
        resolve(context.body(null));
      });
    });
  });
  app.post('/upload', async (context) => context.json({ bytes: await countWebBytes(context.req.raw.body) }));
}
