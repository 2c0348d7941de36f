import type { IncomingMessage } from 'node:http';
import { patternOf as honoPattern } from '@routeprof/hono/pattern';
import { patternOf as koaPattern } from '@routeprof/koa/pattern';
import { expressPattern } from './express.ts';
import { fastifyPattern } from './fastify.ts';
import { honoContext } from './hono.ts';
import { koaContext } from './koa.ts';

/**
 * A request's route, as its framework names it; `undefined` when no framework or no route handles it.
 *
 * @param status the status code, once it has been sent.
 */
export function patternOf(request: IncomingMessage, status: number | undefined): string | undefined {
  const koa = koaContext(request);
  const hono = honoContext(request);
  return (
    fastifyPattern(request) ??
    (koa && koaPattern(koa, status)) ??
    (hono && honoPattern(hono.req, hono.req.matchedRoutes, request.url ?? '/', status)) ??
    expressPattern(request)
  );
}
