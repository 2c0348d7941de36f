import { performance } from '../clock.ts';
import { createThreadCpuClock } from '../sample/thread-cpu.ts';

/** How much CPU time some work that is done in many pieces may take in all. */
export interface CpuBudget {
  isSpent(): boolean;
  /** Does a piece of the work, which counts. */
  spend<Result>(work: () => Result): Result;
}

/** Two clocks of this thread: the time on the wall, and the CPU time in microseconds or NaN where nothing tells it. */
export interface Clocks {
  wallMillis(): number;
  cpuMicros(): number;
}

/** How much time passes between readings of the CPU clock, which are expensive. */
const lookEveryMillis = 20;

/**
 * A budget of CPU time: what other processes take of a busy machine is not the fault of the work. Time on the wall,
 * which is cheap to tell, is the upper bound; the CPU clock takes back what the thread only waited.
 */
export function createCpuBudget(millis: number, clocks: Clocks = ownClocks): CpuBudget {
  let spentMillis = 0;
  /** Since the CPU clock was read last. */
  let wallMillis = 0;
  let cpuMicros: number | undefined;
  const look = (): void => {
    const now = clocks.cpuMicros();
    const usedMillis = (now - (cpuMicros as number)) / 1000;
    spentMillis += Number.isNaN(usedMillis) ? wallMillis : Math.min(usedMillis, wallMillis);
    wallMillis = 0;
    cpuMicros = now;
  };
  return {
    isSpent: () => spentMillis > millis,
    spend(work) {
      cpuMicros ??= clocks.cpuMicros();
      const before = clocks.wallMillis();
      const result = work();
      wallMillis += clocks.wallMillis() - before;
      if (wallMillis >= lookEveryMillis) look();
      return result;
    },
  };
}

const ownClocks: Clocks = {
  wallMillis: () => performance.now(),
  cpuMicros() {
    // A new clock for each of the few readings: nobody would know when to close one that stays.
    const clock = createThreadCpuClock();
    const micros = clock.read();
    clock.close();
    return micros;
  },
};
