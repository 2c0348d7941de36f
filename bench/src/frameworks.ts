/** Each has a server in `servers/` and an adapter in `packages/`. */
export const frameworks = ['express', 'fastify', 'koa', 'hono'] as const;
export type Framework = (typeof frameworks)[number];

export const frameworkTitles: Record<Framework, string> = {
  express: 'Express',
  fastify: 'Fastify',
  koa: 'Koa',
  hono: 'Hono',
};
