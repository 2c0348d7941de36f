import type { Server } from 'node:http';
// From `node:stream/web`, because the DOM types, which the page's tests use, have no `ReadableStream.from`.
import { ReadableStream as NodeStream } from 'node:stream/web';
import type { createAdaptorServer } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import {
  type AppPlan,
  type Description,
  type Handle,
  type Incoming,
  listening,
  type Reply,
  type Route,
  type RouterPlan,
} from './description.ts';

type Modules = [
  { Hono: typeof Hono },
  { HTTPException: typeof HTTPException },
  { createAdaptorServer: typeof createAdaptorServer },
];

/** Hono 4, on Node. */
export function describeHono(modules: readonly unknown[]): Description<Context> {
  const [{ Hono: HonoClass }, { HTTPException: Exception }, { createAdaptorServer: serverOf }] =
    modules as Modules;

  async function appOf(plan: AppPlan<Context>): Promise<Hono> {
    const app = new HonoClass();
    if (plan.profiler) {
      const { profiler } = await import('@routeprof/hono');
      app.use(profiler(plan.profiler));
    }
    const { notFound, failed } = plan;
    fill(app, plan);
    for (const [prefix, inner] of Object.entries(plan.apps ?? {})) app.route(prefix, await appOf(inner));
    if (notFound) app.notFound((context) => send(context, notFound));
    if (failed) app.onError((error, context) => send(context, failed(error)));
    return app;
  }

  function fill(app: Hono, { guard, routes = [], routers = {} }: RouterPlan): void {
    if (guard)
      app.use(async (context, next) => {
        const reply = guard((name) => context.req.header(name));
        return reply ? send(context, reply) : next();
      });
    for (const route of routes) app.on(route.method, route.pattern, answering(route));
    for (const [prefix, plan] of Object.entries(routers)) {
      const inner = new HonoClass();
      fill(inner, plan);
      app.route(prefix, inner);
    }
  }

  function answering({ body, handle }: Route): (context: Context) => Response | Promise<Response> {
    if (body === 'json') return async (context) => answer(context, handle, await readJson(context));
    return (context) => answer(context, handle, undefined);
  }

  /** Answers errors with their status, because Hono reads the status of its own errors only. */
  function answer(context: Context, handle: Handle, json: unknown): Response | Promise<Response> {
    try {
      const made = handle(incomingOf(context, json));
      return made instanceof Promise ? made.then((reply) => send(context, reply)) : send(context, made);
    } catch (error) {
      const { status, message } = Object(error) as { status?: ContentfulStatusCode; message?: string };
      throw status === undefined ? error : new Exception(status, { message: message ?? '' });
    }
  }

  async function readJson({ req }: Context): Promise<unknown> {
    try {
      return await req.json();
    } catch {
      throw new Exception(400);
    }
  }

  return {
    header: (context, name) => context.req.header(name),
    // Without other options this is a plain HTTP server; the type also allows for HTTP/2.
    listen: async (plan, port) => listening(serverOf({ fetch: (await appOf(plan)).fetch }) as Server, port),
  };
}

function incomingOf({ req }: Context, json: unknown): Incoming {
  return {
    get params() {
      return req.param() as Record<string, string>;
    },
    get query() {
      return req.query();
    },
    json,
    get bytes() {
      return req.raw.body ?? emptyBody();
    },
    gone: () => new Promise((resolve) => req.raw.signal.addEventListener('abort', resolve)),
  };
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}

function send(
  context: Context,
  { status = 200, headers = {}, json, text, chunks, contentType = 'text/plain' }: Reply,
): Response {
  for (const [name, value] of Object.entries(headers))
    for (const one of [value].flat()) context.header(name, one, { append: true });
  context.status(status as ContentfulStatusCode);
  if (json !== undefined) return context.json(json);
  if (text !== undefined) return context.text(text);
  if (chunks === undefined) return context.body(null);
  context.header('Content-Type', contentType);
  return context.body(NodeStream.from(chunks).pipeThrough(new TextEncoderStream() as never) as never);
}
