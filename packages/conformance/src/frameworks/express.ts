import { once } from 'node:events';
import { createServer } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { Express, NextFunction, Request, RequestHandler, Response, Router } from 'express';
import {
  type AppPlan,
  type Description,
  defaultOf,
  type Handle,
  type Incoming,
  listening,
  type Reply,
  type RouterPlan,
} from './description.ts';

interface ExpressModule {
  (): Express;
  json(): RequestHandler;
  Router(): Router;
  readonly application: object;
}

/** Express 4 and 5. */
export function describeExpress([module]: readonly unknown[]): Description<Request> {
  const express = defaultOf<ExpressModule>(module);
  const catches = 'del' in express.application;

  async function appOf(plan: AppPlan<Request>): Promise<Express> {
    const app = express();
    if (plan.profiler) {
      const { profiler } = await import('@routeprof/express');
      app.use(profiler(plan.profiler));
    }
    const { notFound, failed } = plan;
    fill(app, plan);
    for (const [prefix, inner] of Object.entries(plan.apps ?? {})) app.use(prefix, await appOf(inner));
    if (notFound) app.use((_request, response) => send(response, notFound));
    if (failed)
      app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
        // A client that leaves in the middle of a stream leads here too.
        if (response.headersSent) response.destroy();
        else send(response, failed(error));
      });
    return app;
  }

  function fill(router: Router, { guard, routes = [], routers = {} }: RouterPlan): void {
    if (guard)
      router.use((request, response, next) => {
        const reply = guard((name) => request.get(name));
        if (reply) send(response, reply);
        else next();
      });
    if (routes.some(({ body }) => body === 'json')) router.use(express.json());
    for (const { method, pattern, handle } of routes)
      router[method.toLowerCase() as 'get'](pattern, answering(handle));
    for (const [prefix, plan] of Object.entries(routers)) {
      const inner = express.Router();
      fill(inner, plan);
      router.use(prefix, inner);
    }
  }

  /** Express 5 handles a rejected promise, Express 4 does not. */
  function answering(handle: Handle): RequestHandler {
    return (request, response, next) => {
      const made = handle(incomingOf(request, response));
      if (!(made instanceof Promise)) return send(response, made);
      const sent = made.then((reply) => send(response, reply));
      return catches ? sent.catch(next) : sent;
    };
  }

  return {
    header: (request, name) => request.get(name),
    listen: async (plan, port) => listening(createServer(await appOf(plan)), port),
  };
}

function incomingOf(request: Request, response: Response): Incoming {
  return {
    params: request.params as Record<string, string>,
    // A getter, because Express parses the query on each access.
    get query() {
      return request.query;
    },
    json: request.body,
    bytes: request,
    gone: () => once(response, 'close'),
  };
}

function send(response: Response, { status = 200, headers, json, text, chunks, contentType }: Reply): void {
  response.status(status);
  if (headers) response.set(headers);
  if (json !== undefined) response.json(json);
  else if (text !== undefined) response.type('text').send(text);
  else if (chunks) pipeline(Readable.from(chunks), response.type(contentType ?? 'text'), () => {});
  else response.end();
}
