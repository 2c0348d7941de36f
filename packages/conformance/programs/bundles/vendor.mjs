/** The app's dependencies in one module, which can be a separate bundle. */
export { getRequestListener } from '@hono/node-server';
export { profileListener } from '@routeprof/core/node';
export { profiler as forExpress } from '@routeprof/express';
export { profilerPlugin } from '@routeprof/fastify';
export { profiler as forHono } from '@routeprof/hono';
export { profiler as forKoa } from '@routeprof/koa';
export { default as express } from 'express5';
export { default as Fastify } from 'fastify5';
export { Hono } from 'hono';
export { default as Koa } from 'koa3';
