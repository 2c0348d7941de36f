/** A server that the suite runs against, and where its framework differs from the others. */
export interface Target {
  /** Its file under `servers/`. */
  readonly name: string;
  readonly title: string;
  /** False where nothing matches patterns: routes are then URLs with `:id` for what looks like an identifier. */
  readonly patterns: boolean;
  /** Profiled by `routeprof/register` from outside, instead of by its framework's adapter. */
  readonly outside?: boolean;
  /** A newer major is a target too: what depends on the profiler alone is tried with that one. */
  readonly older?: true;
  /** What a path answers to a method that it does not have. */
  readonly wrongMethod: 404 | 405;
  /** What a path without an OPTIONS handler of its own answers to OPTIONS. */
  readonly automaticOptions: 200 | 204 | 404;
}

export const targets: readonly Target[] = [
  {
    name: 'express4',
    older: true,
    title: 'Express 4',
    patterns: true,
    wrongMethod: 404,
    automaticOptions: 200,
  },
  {
    name: 'express5',
    title: 'Express 5',
    patterns: true,
    wrongMethod: 404,
    automaticOptions: 200,
  },
  {
    name: 'fastify4',
    older: true,
    title: 'Fastify 4',
    patterns: true,
    wrongMethod: 404,
    automaticOptions: 404,
  },
  {
    name: 'fastify5',
    title: 'Fastify 5',
    patterns: true,
    wrongMethod: 404,
    automaticOptions: 404,
  },
  {
    name: 'koa2',
    older: true,
    title: 'Koa 2',
    patterns: true,
    wrongMethod: 405,
    automaticOptions: 200,
  },
  {
    name: 'koa3',
    title: 'Koa 3',
    patterns: true,
    wrongMethod: 405,
    automaticOptions: 200,
  },
  {
    name: 'hono4',
    title: 'Hono 4',
    patterns: true,
    wrongMethod: 404,
    automaticOptions: 404,
  },
  {
    name: 'http',
    title: 'node:http',
    patterns: false,
    wrongMethod: 405,
    automaticOptions: 204,
  },
];
