import { conformance } from './suite/index.ts';

conformance('fastify4');
