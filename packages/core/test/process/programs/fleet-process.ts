import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { parseOptions } from '../../../src/parse-options.ts';
import { systemTimers } from '../../../src/process/schedule.ts';
import { directoryStore } from '../../../src/store/directory/directory-store.ts';
import type { Store } from '../../../src/store-contract.ts';
import { burnCpu } from '../../fixtures/burn-cpu.ts';

/**
 * One of `FLEET_PROCESSES` that share the folder `FLEET_DIR`, of which two give stacks at a time. This one does if its random
 * number, `FLEET_RANDOM`, is below a third. It is ready when it has heard how many they are; then it serves requests.
 */
export interface Served {
  readonly requests: number;
  readonly cpuMicros: number;
}

const { FLEET_DIR: dir = '', FLEET_RANDOM: drawn, FLEET_PROCESSES: processes } = process.env;
const service = 'shop';
// Before the profiler takes it.
Math.random = () => Number(drawn);
const { startProcessProfiler } = await import('../../../src/process/start-process-profiler.ts');

const folder = directoryStore(dir);
let hasHeard = false;
const store: Store = {
  ...folder,
  async list(name, fromMillis, toMillis) {
    const contents = await folder.list(name, fromMillis, toMillis);
    // Once the profiler has got it.
    if (contents.marks.some(({ kind }) => kind === 'fleet'))
      queueMicrotask(() => void setImmediate().then(hear));
    return contents;
  },
  // On a busy machine, some may have written before others have begun.
  async mark(name, mark) {
    if (mark.kind !== 'fleet' || mark.value === processes) await folder.mark(name, mark);
  },
};
function hear(): void {
  hasHeard = true;
}

process.send?.('begun');
await once(process, 'message');
const { engine } = parseOptions({
  ...{ store, service, rate: 1000, flushInterval: 1_000, traceBudget: 0, discardFirst: false },
});
const failures: Error[] = [];
const profiler = startProcessProfiler(
  engine,
  (error) => failures.push(error),
  { lingering: undefined },
  { ...systemTimers, stackBudget: 2 },
);
const isIn = Number(drawn) < 1 / 3;
// Samples stop when the first request has shown that there are some.
for (let isReady = false; !isReady; )
  isReady = (hasHeard && serve('/warm', () => burnCpu(5)) === isIn) || (await pause());
process.send?.('ready');
await once(process, 'message');
// What comes now is in windows of its own.
await profiler.record(1, new AbortController().signal);
let [requests, cpuMicros] = [0, 0];
for (let i = 0; i < 150; i++) {
  serve('/work', () => {
    const before = process.threadCpuUsage();
    burnCpu(2);
    const { user, system } = process.threadCpuUsage(before);
    cpuMicros += user + system;
  });
  requests++;
  await setImmediate();
}
await profiler.stop();
const served: Served = { requests, cpuMicros };
for (const failure of failures) process.stderr.write(`${failure.stack}\n`);
process.send?.(served);
process.disconnect();

/** Whether samples are taken while it runs. */
function serve(route: string, work: () => void): boolean {
  const recording = profiler.recorder.begin({ method: 'GET', url: route });
  recording.run(work);
  recording.end({ route, status: 200 });
  return recording.hasScope;
}

async function pause(): Promise<false> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return false;
}
