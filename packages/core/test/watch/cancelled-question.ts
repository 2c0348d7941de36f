import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { askForStack } from '../../src/watch/main-stack.ts';

// Asks for a stack of the main thread, does not wait for it, and says what failed.
const failures: string[] = [];
const question = askForStack(
  () => {},
  (error) => failures.push(error.message),
);
question.cancel();
await setImmediate();
parentPort?.postMessage(failures);
