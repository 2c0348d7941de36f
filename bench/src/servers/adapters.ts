import type { Framework } from '../frameworks.ts';

interface Adapter {
  importFramework(): Promise<unknown>;
  load(): Promise<unknown>;
}

export const adapters: Record<Framework, Adapter> = {
  express: { importFramework: () => import('express'), load: () => import('@routeprof/express') },
  fastify: { importFramework: () => import('fastify'), load: () => import('@routeprof/fastify') },
  koa: { importFramework: () => import('koa'), load: () => import('@routeprof/koa') },
  hono: {
    importFramework: () => Promise.all([import('hono'), import('@hono/node-server')]),
    load: () => import('@routeprof/hono'),
  },
};
