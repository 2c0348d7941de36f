import { monitorEventLoopDelay } from 'node:perf_hooks';
import { threadCpuMicros } from '../truth/thread-clock.ts';

/** How late the event loop was since it was asked last: milliseconds. */
export interface LoopDelay {
  readonly p50Millis: number;
  readonly p99Millis: number;
  readonly longestMillis: number;
  /** The CPU time of its longest turn: what the process itself has done there, whoever else had the cores. */
  readonly longestTurnMillis: number;
  /** CPU time of the whole process in a second. */
  readonly cpuMillis: number;
}

/** It measures the time between two timers, which comes off. */
const timerMillis = 10;
const lateMillis = (nanos: number): number => Math.max(0, nanos / 1e6 - timerMillis);

/** Watches the loop of this thread from now on. Each call of the result begins again. */
export function watchLoop(): () => LoopDelay {
  const delays = monitorEventLoopDelay({ resolution: timerMillis });
  delays.enable();
  let longestTurnMicros = 0;
  let [since, before] = [performance.now(), process.cpuUsage()];
  let last = threadCpuMicros();
  // It runs once in each turn, after the poll, and does not keep the loop from waiting there.
  const turn = (): void => {
    const now = threadCpuMicros();
    longestTurnMicros = Math.max(longestTurnMicros, now - last);
    last = now;
    setImmediate(turn).unref();
  };
  turn();
  return () => {
    const { user, system } = process.cpuUsage(before);
    const found = {
      p50Millis: lateMillis(delays.percentile(50)),
      p99Millis: lateMillis(delays.percentile(99)),
      longestMillis: lateMillis(delays.max),
      longestTurnMillis: longestTurnMicros / 1000,
      cpuMillis: (user + system) / (performance.now() - since),
    };
    [since, before] = [performance.now(), process.cpuUsage()];
    delays.reset();
    longestTurnMicros = 0;
    return found;
  };
}
