import { conformance } from './suite/index.ts';

conformance('express5');
