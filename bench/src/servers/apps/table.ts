import type { MakeApp } from './app.ts';
import { makeExpress } from './express.ts';
import { makeFastify } from './fastify.ts';
import { makeHono } from './hono.ts';
import { makeKoa } from './koa.ts';
import { makeNodeHttp } from './node-http.ts';

/** An app for each row of the table of frameworks. */
export const apps: Readonly<Record<string, MakeApp>> = {
  express: makeExpress,
  fastify: makeFastify,
  koa: makeKoa,
  hono: makeHono,
  http: makeNodeHttp,
};
