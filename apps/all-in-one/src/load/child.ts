import { generate } from './generate.ts';
import type { LoadPlan } from './plan.ts';
import { ANSWER_TIMEOUT_MILLIS } from './send.ts';

const PROGRESS_MILLIS = 250;
const GRACE_MILLIS = 5_000;

// Ends with the parent, however it dies.
process.on('disconnect', () => process.exit());
// Ctrl-C reaches both processes; only the parent handles it.
process.on('SIGINT', () => {});

const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan;
setTimeout(() => process.exit(1), plan.maxSeconds * 1000 + ANSWER_TIMEOUT_MILLIS + GRACE_MILLIS).unref();

const { tally, done } = generate(plan);
setInterval(() => process.send?.(tally()), PROGRESS_MILLIS);
await done;
process.send?.(tally(), () => process.exit());
