import { conformance } from './suite/index.ts';

conformance('hono4');
