import { honoFramework } from '../frameworks/hono.ts';
import { run } from '../process/run.ts';

await run(honoFramework);
