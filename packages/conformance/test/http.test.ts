import { conformance } from './suite/index.ts';

conformance('http');
