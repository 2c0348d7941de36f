import { fastify } from 'fastify4';
import { run } from '../app/run.ts';
import { fastifyFramework } from '../apps/fastify.ts';

await run(fastifyFramework(fastify as never));
