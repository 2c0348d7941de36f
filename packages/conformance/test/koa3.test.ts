import { conformance } from './suite/index.ts';

conformance('koa3');
