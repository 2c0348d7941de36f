import fastify from 'fastify4';
import run from './apps/fastify.cjs';

run(fastify);
