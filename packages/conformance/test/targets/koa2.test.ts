import { conformance } from '../../src/suite/index.ts';
import { targetOf } from '../../src/targets.ts';

conformance(targetOf('koa2'));
