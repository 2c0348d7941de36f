import type { Frame } from '../sample/stack-tree.ts';
import { packageOf } from './origin.ts';

/** The packages with which each framework finds a request's handler and passes the request on. */
const packages: Readonly<Record<string, readonly string[]>> = {
  express: ['express', 'router'],
  fastify: ['fastify', 'find-my-way', 'avvio', '@fastify/middie'],
  hono: ['hono', '@hono/node-server'],
  koa: ['koa', 'koa-compose', 'koa-router', '@koa/router'],
};

const frameworks = new Map(
  Object.entries(packages).flatMap(([framework, names]) => names.map((name) => [name, framework] as const)),
);

/** The framework whose plumbing a frame is: it leads to the app's work, but is not part of it. Else undefined. */
export function frameworkOf({ file }: Frame): string | undefined {
  const name = packageOf(file);
  return name === undefined ? undefined : frameworks.get(name);
}
