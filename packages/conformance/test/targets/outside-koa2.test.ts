import { conformance } from '../../src/suite/index.ts';
import { fromOutside, targetOf } from '../../src/targets.ts';

conformance(fromOutside(targetOf('koa2')));
