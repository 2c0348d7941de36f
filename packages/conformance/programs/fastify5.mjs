import fastify from 'fastify5';
import run from './apps/fastify.cjs';

run(fastify);
