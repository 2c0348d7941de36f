import type { IncomingMessage } from 'node:http';
import { expressPattern } from './express.ts';
import { fastifyPattern } from './fastify.ts';
import { honoPattern } from './hono.ts';
import { koaPattern } from './koa.ts';

/** A request's route, as its framework names it; `undefined` where no framework, or no route, has taken it. */
export function patternOf(request: IncomingMessage): string | undefined {
  return fastifyPattern(request) ?? koaPattern(request) ?? honoPattern(request) ?? expressPattern(request);
}
