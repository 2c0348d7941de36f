import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** What some work has taken. */
export interface Taken {
  readonly millis: number;
  readonly cpuMillis: number;
  /** Heap and external memory, at most, above what there was before. */
  readonly peakMegabytes: number;
  /** The longest time for which the loop had no turn. */
  readonly longestHeldMillis: number;
}

const lookMillis = 10;

/** Measures some work of this process, which has nothing else to do meanwhile. */
export async function measure<Result>(work: () => Promise<Result>): Promise<Taken & { result: Result }> {
  const before = memoryBytes();
  let most = before;
  const look = (): void => {
    most = Math.max(most, memoryBytes());
  };
  // It also keeps the process alive: timers of the code that is measured do not.
  const timer = setInterval(look, lookMillis);
  const loop = monitorEventLoopDelay({ resolution: lookMillis });
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  loop.enable();
  try {
    const result = await work();
    const millis = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    look();
    return {
      ...{ result, millis, cpuMillis: (user + system) / 1000 },
      peakMegabytes: (most - before) / 1024 ** 2,
      // It measures the time between two of its timers.
      longestHeldMillis: Math.max(0, loop.max / 1e6 - lookMillis),
    };
  } finally {
    clearInterval(timer);
    loop.disable();
  }
}

/** Much cheaper than `process.memoryUsage`. */
function memoryBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}
