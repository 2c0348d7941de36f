import { httpFramework } from '../frameworks/node-http.ts';
import { run } from '../process/run.ts';

await run(httpFramework);
