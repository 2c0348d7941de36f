import { setImmediate, setTimeout } from 'node:timers/promises';
import { parseOptions } from '../../../src/parse-options.ts';
import { systemTimers } from '../../../src/process/schedule.ts';
import { startProcessProfiler } from '../../../src/process/start-process-profiler.ts';
import { everything } from '../../../src/store/choice.ts';
import { growthSince, type Memory, settledMemory } from './facts.ts';
import { wordOf } from './words.ts';

/**
 * 10,000 routes, each asked in every window, and after some of the windows what there is. Time is the program's own: a
 * window closes when it says so, and on a slow machine the same requests are in it.
 */
export interface AfterWindows {
  readonly windows: number;
  readonly memory: Memory;
  readonly storeBytes: number;
  readonly rows: number;
  readonly requests: number;
  readonly failures: readonly string[];
}

const routes = 10_000;
const measuredAfter = [1, 3, 10];
const windowMillis = 10_000;
const maxMemory = Number(process.env.BOUNDS_MAX_MEMORY);

const realNow = Date.now;
let passedMillis = 0;
Date.now = () => realNow() + passedMillis;
let close = (): void => {};

const { engine: options } = parseOptions({
  rate: 1000,
  discardFirst: false,
  maxRoutes: routes,
  maxMemory,
  retention: [
    { everyMillis: windowMillis, forMillis: 60 * windowMillis },
    { everyMillis: 60 * windowMillis, forMillis: 600 * windowMillis },
  ],
});
const profiler = startProcessProfiler(
  options,
  undefined,
  { lingering: undefined },
  {
    ...systemTimers,
    after(millis, work) {
      if (millis !== windowMillis) return systemTimers.after(millis, work);
      close = work;
      return () => {};
    },
  },
);
const before = await settledMemory();
const facts: AfterWindows[] = [];
let asked = 0;
for (let window = 1; window <= Math.max(...measuredAfter); window++) {
  await askAll();
  passedMillis += windowMillis;
  await closeWindow();
  // The next one is open, and as full as can be: nothing may be measured only where it is empty.
  await askAll();
  if (measuredAfter.includes(window)) facts.push(await look(window));
}
process.stdout.write(JSON.stringify(facts));
await profiler.stop();

async function askAll(): Promise<void> {
  for (let number = 0; number < routes; number++) {
    const pattern = `/shop/${wordOf(number)}/:id`;
    const url = `/shop/${wordOf(number)}/${asked++}?${'q'.repeat(2_000)}`;
    const recording = profiler.recorder.begin({ method: 'GET', url });
    recording.run(() => handle(number));
    recording.end({ route: pattern, status: 200 });
    if (number % 100 === 0) await setImmediate();
  }
}

async function closeWindow(): Promise<void> {
  const startMicros = (await openSummary()).startMicros;
  close();
  await until(async () => (await openSummary()).startMicros > startMicros);
}

async function openSummary() {
  const { history } = await profiler.read({ ...everything, fromMicros: Number.POSITIVE_INFINITY });
  const open = history.summaries.at(-1);
  if (open === undefined) throw new Error('no window is open');
  return { ...open, store: history.store };
}

async function look(windows: number): Promise<AfterWindows> {
  await until(async () => (await openSummary()).store.bytes <= maxMemory);
  const memory = growthSince(before, await settledMemory());
  const { store } = await openSummary();
  const { window } = await profiler.read(everything);
  return {
    windows,
    memory,
    storeBytes: store.bytes,
    rows: window.routes.filter(({ method }) => method !== '*').length,
    requests: window.routes.reduce((sum, { requests }) => sum + requests, 0),
    failures: profiler.failures.list().map(({ message }) => message),
  };
}

/** Waits without a deadline; the test has one. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setTimeout(20);
}

function handle(number: number): number {
  let sum = 0;
  for (let i = 0; i < 2_000 + (number % 7) * 1_000; i++) sum += i;
  return sum;
}
