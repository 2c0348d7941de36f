import { conformanceFromOutside } from './suite/index.ts';

conformanceFromOutside('hono4');
