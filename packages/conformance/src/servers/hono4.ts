import { run } from '../app/run.ts';
import { honoFramework } from '../apps/hono.ts';

await run(honoFramework);
