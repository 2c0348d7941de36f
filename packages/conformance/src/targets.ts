import { fileURLToPath } from 'node:url';
import type { Target } from './target.ts';

/** One of ours: its file under `servers/` has its name. */
export interface KnownTarget extends Omit<Target, 'server' | 'register'> {
  readonly name: string;
}

const known: readonly KnownTarget[] = [
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

export const targets: readonly (Target & KnownTarget)[] = known.map((target) => ({
  ...target,
  server: fileURLToPath(new URL(`../dist/servers/${target.name}.js`, import.meta.url)),
}));

/** @throws for a name that no target has. */
export function targetOf(name: string): Target {
  const target = targets.find((known) => known.name === name);
  if (target === undefined) throw new Error(`No such target: ${name}`);
  return target;
}

/** The same server without a profiler in its code: `register` profiles it. */
export function fromOutside(target: Target): Target {
  return {
    ...target,
    title: `${target.title}, from outside`,
    register: fileURLToPath(new URL('../../routeprof/dist/register.cjs', import.meta.url)),
  };
}
