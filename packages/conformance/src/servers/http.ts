import { run } from '../app/run.ts';
import { httpFramework } from '../apps/node-http.ts';

await run(httpFramework);
