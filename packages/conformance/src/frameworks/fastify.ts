import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify5';
import {
  type AppPlan,
  type Description,
  type Handle,
  host,
  type Incoming,
  type Reply,
  type RouterPlan,
} from './description.ts';

interface FastifyModule {
  fastify(): FastifyInstance;
}

type Values = { Params: Record<string, string>; Querystring: Record<string, unknown> };

/** Fastify 4 and 5. */
export function describeFastify([module]: readonly unknown[]): Description<FastifyRequest> {
  const { fastify } = module as FastifyModule;
  return {
    // Through `raw`, because only the framework's own request has it.
    header: (request, name) => request.raw.headers[name] as string | undefined,
    async listen(plan, port) {
      const app = fastify();
      // Fastify reads the body before the handler runs, but the upload handler needs it unread.
      app.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body));
      const { notFound, failed } = plan;
      if (failed) app.setErrorHandler((error, _request, reply) => send(reply, failed(error)));
      if (notFound) app.setNotFoundHandler((_request, reply) => send(reply, notFound));
      await fillApp(app, plan);
      await app.listen({ host, port });
      return { server: app.server, close: () => void app.close() };
    },
  };
}

/** In Fastify, both routers and nested apps are plugins. */
async function fillApp(app: FastifyInstance, plan: AppPlan<FastifyRequest>): Promise<void> {
  if (plan.profiler) {
    const { profilerPlugin } = await import('@routeprof/fastify');
    await app.register(profilerPlugin, plan.profiler);
  }
  await fill(app, plan);
  for (const [prefix, inner] of Object.entries(plan.apps ?? {}))
    await app.register(async (within) => fillApp(within, inner), { prefix });
}

async function fill(app: FastifyInstance, { guard, routes = [], routers = {} }: RouterPlan): Promise<void> {
  if (guard)
    app.addHook('onRequest', async (request, reply) => {
      const answer = guard((name) => request.raw.headers[name] as string | undefined);
      return answer && send(reply, answer);
    });
  for (const { method, pattern, handle } of routes)
    app.route<Values>({ method: method as 'GET', url: pattern, handler: answering(handle) });
  for (const [prefix, plan] of Object.entries(routers))
    await app.register(async (within) => fill(within, plan), { prefix });
}

function answering(handle: Handle) {
  return (request: FastifyRequest<Values>, reply: FastifyReply): unknown => {
    const made = handle(incomingOf(request, reply));
    return made instanceof Promise ? made.then((answer) => send(reply, answer)) : send(reply, made);
  };
}

function incomingOf(request: FastifyRequest<Values>, reply: FastifyReply): Incoming {
  const { params, query, body: json, raw: bytes } = request;
  return { params, query, json, bytes, gone: () => once(reply.raw, 'close') };
}

function send(
  reply: FastifyReply,
  { status = 200, headers, json, text, chunks, contentType }: Reply,
): FastifyReply {
  reply.code(status);
  if (headers) reply.headers(headers);
  if (chunks) return reply.type(contentType ?? 'text/plain').send(Readable.from(chunks));
  return reply.send(json ?? text);
}
