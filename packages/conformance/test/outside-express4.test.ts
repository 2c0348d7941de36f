import { conformanceFromOutside } from './suite/index.ts';

conformanceFromOutside('express4');
