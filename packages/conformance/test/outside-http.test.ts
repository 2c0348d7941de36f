import { conformanceFromOutside } from './suite/index.ts';

conformanceFromOutside('http');
