import { setImmediate } from 'node:timers/promises';
import { parseOptions } from '../../../src/parse-options.ts';
import { systemTimers } from '../../../src/process/schedule.ts';
import { startProcessProfiler } from '../../../src/process/start-process-profiler.ts';
import { everything } from '../../../src/store/choice.ts';
import { growthSince, settledMemory } from './facts.ts';

/**
 * An app in which hardly two stacks are the same, in a window that nobody closes: it goes on until the window closes
 * for its size, three times over.
 */
const functions = 300;
const depth = 100;
const closings = 3;

const { engine: options } = parseOptions({ rate: 5_000, discardFirst: false, maxNodes: 1_000_000 });
const profiler = startProcessProfiler(
  options,
  undefined,
  { lingering: undefined },
  { ...systemTimers, every: () => () => {} },
);
const before = await settledMemory();

type Caller = (path: readonly number[], at: number) => number;
const callers: Caller[] = [];
for (let i = 0; i < functions; i++) {
  const body = `return at < path.length ? callers[path[at]](path, at + 1) + 1 : burn()`;
  callers.push(
    new Function('callers', 'burn', `return function caller${i}(path, at) { ${body} }`)(callers, burn),
  );
}

let closed = 0;
for (let number = 0; closed < closings; number++) {
  const path = Array.from({ length: depth }, () => Math.floor(Math.random() * functions));
  const recording = profiler.recorder.begin({ method: 'GET', url: `/deep/${number % 5_000}` });
  recording.run(() => callers[0]?.(path, 0));
  recording.end({ route: `/deep/${number % 100}`, status: 200 });
  if (number % 20 !== 0) continue;
  await setImmediate();
  const { history } = await profiler.read({ ...everything, fromMicros: Number.POSITIVE_INFINITY });
  // One of them is open.
  closed = history.summaries.length - 1;
}
const memory = growthSince(before, await settledMemory());
process.stdout.write(JSON.stringify({ memory, failures: profiler.failures.list() }));
await profiler.stop();

function burn(): number {
  let sum = 0;
  for (let i = 0; i < 200_000; i++) sum += i;
  return sum;
}
