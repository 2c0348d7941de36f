import { fastify } from 'fastify4';
import { fastifyFramework } from '../frameworks/fastify.ts';
import { run } from '../process/run.ts';

await run(fastifyFramework(fastify as never));
