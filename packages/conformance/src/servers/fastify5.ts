import { fastify } from 'fastify5';
import { fastifyFramework } from '../frameworks/fastify.ts';
import { run } from '../process/run.ts';

await run(fastifyFramework(() => fastify()));
