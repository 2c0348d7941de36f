import type { Target } from '../target.ts';
import type { Description } from './description.ts';

/** One major of a framework, and the modules to load for it. */
export interface Major {
  /** `express5`: its name on command lines. */
  readonly name: string;
  /** `Express 5` */
  readonly title: string;
  /** The arguments of the description, in this order. */
  readonly modules: readonly string[];
}

export interface FrameworkRow extends Pick<Target, 'patterns' | 'wrongMethod' | 'automaticOptions'> {
  readonly name: string;
  readonly title: string;
  /** The package of its adapter. */
  readonly adapter: string;
  /** The newest last. */
  readonly majors: readonly [...Major[], Major];
  load(): Promise<(modules: readonly unknown[]) => unknown>;
}

/** Everything that the suite, the demos, the programs of `register` and the bench know about frameworks. */
export const frameworks: readonly FrameworkRow[] = [
  {
    name: 'express',
    title: 'Express',
    adapter: '@routeprof/express',
    majors: [
      { name: 'express4', title: 'Express 4', modules: ['express4'] },
      { name: 'express5', title: 'Express 5', modules: ['express5'] },
    ],
    load: async () => (await import('./express.ts')).describeExpress,
    patterns: true,
    wrongMethod: 404,
    automaticOptions: 200,
  },
  {
    name: 'fastify',
    title: 'Fastify',
    adapter: '@routeprof/fastify',
    majors: [
      { name: 'fastify4', title: 'Fastify 4', modules: ['fastify4'] },
      { name: 'fastify5', title: 'Fastify 5', modules: ['fastify5'] },
    ],
    load: async () => (await import('./fastify.ts')).describeFastify,
    patterns: true,
    wrongMethod: 404,
    automaticOptions: 404,
  },
  {
    name: 'koa',
    title: 'Koa',
    adapter: '@routeprof/koa',
    majors: [
      { name: 'koa2', title: 'Koa 2', modules: ['koa2', 'koa-router12', 'koa-mount'] },
      { name: 'koa3', title: 'Koa 3', modules: ['koa3', '@koa/router', 'koa-mount'] },
    ],
    load: async () => (await import('./koa.ts')).describeKoa,
    patterns: true,
    wrongMethod: 405,
    automaticOptions: 200,
  },
  {
    name: 'hono',
    title: 'Hono',
    adapter: '@routeprof/hono',
    majors: [
      { name: 'hono4', title: 'Hono 4', modules: ['hono4', 'hono4/http-exception', '@hono/node-server'] },
    ],
    load: async () => (await import('./hono.ts')).describeHono,
    patterns: true,
    wrongMethod: 404,
    automaticOptions: 404,
  },
  {
    name: 'http',
    title: 'node:http',
    adapter: '@routeprof/core/node',
    majors: [{ name: 'http', title: 'node:http', modules: ['node:http'] }],
    load: async () => (await import('./node-http.ts')).describeHttp,
    patterns: false,
    wrongMethod: 405,
    automaticOptions: 204,
  },
];

/** Loads a module by its name: `import`, or the `require` of a package that depends on it. */
export type LoadModule = (name: string) => unknown;

/**
 * How to make servers with a framework, or with one of its majors: `express` is the newest Express.
 *
 * @throws for a name that is not in the table.
 */
export async function descriptionOf(
  name: string,
  loadModule: LoadModule = (module) => import(module),
): Promise<Description<unknown>> {
  const { row, major } = find(name);
  const describe = await row.load();
  return describe(await Promise.all(major.modules.map(loadModule))) as Description<unknown>;
}

function find(name: string): { readonly row: FrameworkRow; readonly major: Major } {
  for (const row of frameworks) {
    const newest = row.majors.at(-1) as Major;
    const major = row.name === name ? newest : row.majors.find((one) => one.name === name);
    if (major) return { row, major };
  }
  throw new Error(`No such framework: ${name}`);
}
