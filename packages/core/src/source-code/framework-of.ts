import type { Frame } from '../sample/stack-tree.ts';
import { packageOf } from './origin.ts';

/** The packages in which each framework finds what answers a request, and hands the request on. */
const packages: Readonly<Record<string, readonly string[]>> = {
  express: ['express', 'router'],
  fastify: ['fastify', 'find-my-way', 'avvio', '@fastify/middie'],
  hono: ['hono', '@hono/node-server'],
  koa: ['koa', 'koa-compose', 'koa-router', '@koa/router'],
};

const frameworks = new Map(
  Object.entries(packages).flatMap(([framework, names]) => names.map((name) => [name, framework] as const)),
);

/** The framework whose plumbing a frame is: no work of the app, but what leads to it. Undefined for all else. */
export function frameworkOf({ file }: Frame): string | undefined {
  const name = packageOf(file);
  return name === undefined ? undefined : frameworks.get(name);
}
