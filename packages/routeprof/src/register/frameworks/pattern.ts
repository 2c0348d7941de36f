import type { IncomingMessage } from 'node:http';
import { notesOf } from '@routeprof/core/shared';
import { patternOf as honoPattern } from '@routeprof/hono/pattern';
import { patternOf as koaPattern } from '@routeprof/koa/pattern';
import { expressPattern } from './express.ts';
import { fastifyPattern } from './fastify.ts';
import type { HonoContext } from './hono.ts';
import type { KoaContext } from './koa.ts';

/**
 * A request's route, as its framework names it; `undefined` when no framework or no route handles it.
 *
 * @param status the status code, once it has been sent.
 */
export function patternOf(request: IncomingMessage, status: number | undefined): string | undefined {
  const { fastify, koa, hono } = notesOf(request) ?? {};
  return (
    fastifyPattern(fastify) ??
    (koa ? koaPattern(koa as KoaContext, status) : undefined) ??
    (hono ? honoOf(hono as HonoContext, request, status) : undefined) ??
    expressPattern(request)
  );
}

function honoOf(
  { req }: HonoContext,
  { url = '/' }: IncomingMessage,
  status: number | undefined,
): string | undefined {
  return honoPattern(req, req.matchedRoutes, url, status);
}
