import { conformanceFromOutside } from './suite/index.ts';

conformanceFromOutside('fastify4');
