import { once } from 'node:events';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import type { Router } from '@koa/router';
import type Koa from 'koa';
import type { Context, Middleware, Next } from 'koa';
import {
  type AppPlan,
  type Description,
  defaultOf,
  type Handle,
  type Incoming,
  listening,
  type Reply,
  type Route,
  type RouterPlan,
} from './description.ts';
import { readJson } from './raw.ts';

type Mount = (prefix: string, app: Koa) => Middleware;

/** Koa 2 and 3, each with another major of `@koa/router`, because Koa has no router of its own. */
export function describeKoa([koa, router, koaMount]: readonly unknown[]): Description<Context> {
  const KoaClass = defaultOf<typeof Koa>(koa);
  const RouterClass = (router as { Router?: typeof Router }).Router ?? defaultOf<typeof Router>(router);
  const mount = defaultOf<Mount>(koaMount);

  async function appOf(plan: AppPlan<Context>): Promise<Koa> {
    const app = new KoaClass();
    // Koa's error handler would print the errors that the suite provokes.
    app.silent = true;
    if (plan.profiler) {
      const { profiler } = await import('@routeprof/koa');
      app.use(profiler(plan.profiler));
    }
    const { notFound, failed } = plan;
    if (failed) app.use(answerFailures(failed));
    const routes = routerOf(plan);
    app.use(routes.routes());
    if (notFound) app.use((context) => send(context, notFound));
    else app.use(routes.allowedMethods());
    for (const [prefix, inner] of Object.entries(plan.apps ?? {})) app.use(mount(prefix, await appOf(inner)));
    return app;
  }

  function routerOf({ guard, routes = [], routers = {} }: RouterPlan): Router {
    const made = new RouterClass();
    if (guard)
      made.use((context: Context, next: Next) => {
        const reply = guard((name) => context.get(name) || undefined);
        return reply ? send(context, reply) : next();
      });
    for (const route of routes) made[route.method.toLowerCase() as 'get'](route.pattern, answering(route));
    for (const [prefix, plan] of Object.entries(routers)) made.use(prefix, routerOf(plan).routes());
    return made;
  }

  return {
    header: (context, name) => context.get(name) || undefined,
    listen: async (plan, port) => listening(createServer((await appOf(plan)).callback()), port),
  };
}

function answerFailures(failed: (error: unknown) => Reply): Middleware {
  return async (context, next) => {
    try {
      await next();
    } catch (error) {
      send(context, failed(error));
    }
  };
}

function answering({ body, handle }: Route): Middleware {
  if (body === 'json') return async (context) => answer(context, handle, await readJson(context.req));
  return (context) => answer(context, handle, undefined);
}

function answer(context: Context, handle: Handle, json: unknown): unknown {
  const made = handle(incomingOf(context, json));
  return made instanceof Promise ? made.then((reply) => send(context, reply)) : send(context, made);
}

function incomingOf(context: Context, json: unknown): Incoming {
  return {
    params: context.params,
    // A getter, because Koa parses the query on each access.
    get query() {
      return context.query;
    },
    json,
    bytes: context.req,
    gone: () => once(context.res, 'close'),
  };
}

function send(context: Context, { status = 200, headers, json, text, chunks, contentType }: Reply): void {
  // Before the body, because a body sets the status if it is not set yet.
  context.status = status;
  if (headers) context.set(headers);
  if (chunks) {
    // Koa leaves a response open when its stream fails; the app must end it.
    context.body = Readable.from(chunks).on('error', () => context.res.destroy());
    context.type = contentType ?? 'text';
  } else if (json !== undefined || text !== undefined) context.body = json ?? text;
}
