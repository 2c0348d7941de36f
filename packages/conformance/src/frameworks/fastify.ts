import { Readable } from 'node:stream';
import { profilerPlugin } from '@routeprof/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify5';
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
import { countBytes } from '../content/upload.ts';
import { afterAwait, afterResponse, alpha, beta, inCallbacks, inParallel } from '../content/work.ts';
import { type Framework, host } from '../process/run.ts';

type Params = { Params: Record<string, string> };

export function fastifyFramework(create: () => FastifyInstance): Framework<FastifyRequest> {
  return {
    // By way of `raw`: only the framework's own request has it.
    header: (request, name) => request.raw.headers[name] as string | undefined,
    async build(setup) {
      const app = create();
      if (setup.root) await app.register(profilerPlugin, setup.root);
      // Gives the body to the handler unread.
      app.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body));
      addPlain(app);
      addWork(app);
      addErrors(app);
      addStreams(app);
      await app.register(privatePlugin);
      await app.register(shopPlugin, { prefix: '/shop' });
      await app.register(usersPlugin, { prefix: '/tenants/:tenant' });
      await app.register(
        async (outer) => {
          await outer.register(
            async (inner) => {
              if (setup.inner) await inner.register(profilerPlugin, setup.inner);
              inner.get<Params>('/things/:id', async (request) => {
                burnNested();
                return { thing: request.params.id };
              });
            },
            { prefix: '/inner' },
          );
        },
        { prefix: '/outer' },
      );
      await app.listen({ host, port: 0 });
      return { server: app.server, close: () => void app.close() };
    },
  };
}

async function privatePlugin(app: FastifyInstance): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers['x-user']) return;
    burnInAuth();
    return reply.code(401).send({ error: 'who are you?' });
  });
  app.get<Params>('/private/:name', async (request) => {
    burnBehindAuth();
    return { name: request.params.name };
  });
}

async function shopPlugin(shop: FastifyInstance): Promise<void> {
  shop.get<Params>('/orders/:id', async (request, reply) => {
    if (request.params.id === '404') return reply.code(404).send({ error: 'no such order' });
    return { order: request.params.id };
  });
  shop.get('/items/:category/:item', async (request) => request.params);
}

async function usersPlugin(users: FastifyInstance): Promise<void> {
  users.get<Params>('/users/:user', async (request) => ({ user: request.params.user }));
}

function addPlain(app: FastifyInstance): void {
  app.get('/', async () => homeText);
  app.get('/text', async (_request, reply) => reply.header('Set-Cookie', [...cookies]).send(plainText));
  app.get('/json', async () => ({ text: plainText }));
  app.get('/empty', async (_request, reply) => reply.code(204).send());
  app.get('/redirect', (_request, reply) => void reply.header('Location', '/text').code(302).send());
  app.get('/big', async () => longText);
  app.options('/options', async (_request, reply) => reply.header('Allow', 'GET').code(204).send());
  app.get('/state', async () => open);
}

function addWork(app: FastifyInstance): void {
  app.get('/burn/alpha', () => alpha());
  app.get('/burn/beta', () => beta());
  app.get('/cpu/await', () => afterAwait());
  app.get('/cpu/callbacks', () => inCallbacks());
  app.get('/cpu/parallel', () => inParallel());
  app.get('/cpu/after-response', async () => afterResponse());
  app.post('/orders', async (request, reply) => {
    burnAfterBody();
    return reply.code(201).send({ ordered: request.body });
  });
}

function addErrors(app: FastifyInstance): void {
  app.get('/throw', () => throwNow());
  app.get('/reject', () => rejectLater());
  app.get('/teapot', async () => {
    throw new TeapotError();
  });
  app.get('/throw-text', async () => {
    throw 'only a text';
  });
}

function addStreams(app: FastifyInstance): void {
  const send = (reply: FastifyReply, type: string, parts: AsyncIterable<string>): FastifyReply =>
    reply.type(type).send(Readable.from(parts));
  app.get('/stream', (_request, reply) => send(reply, 'text/plain', chunks()));
  app.get('/broken', (_request, reply) => send(reply, 'text/plain', brokenChunks()));
  app.get('/events', (_request, reply) => send(reply, 'text/event-stream', events()));
  app.get('/hang', (_request, reply) => {
    open.hangs++;
    reply.raw.on('close', () => open.hangs--);
  });
  app.post('/upload', async (request) => ({ bytes: await countBytes(request.body as Readable) }));
}
