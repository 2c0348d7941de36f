import { conformanceFromOutside } from './suite/index.ts';

conformanceFromOutside('koa3');
