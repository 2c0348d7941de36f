import { performance } from '../clock.ts';
import { createThreadCpuClock } from '../sample/thread-cpu.ts';

/** A limit for the CPU time of work that is done in many pieces. */
export interface CpuBudget {
  isSpent(): boolean;
  /** Does a piece of the work and counts its time. */
  spend<Result>(work: () => Result): Result;
}

/** Two clocks of this thread: wall time, and CPU time, which is NaN where it is not known. */
export interface Clocks {
  wallMillis(): number;
  cpuMicros(): number;
}

/** Readings of the CPU clock are expensive. */
const readEveryMillis = 20;

/**
 * A budget of CPU time, so that the work does not pay for other processes on a busy machine. Wall time, which is cheap
 * to read, is the upper bound; the CPU clock gives back the time for which the thread only waited.
 */
export function createCpuBudget(millis: number, clocks: Clocks = ownClocks): CpuBudget {
  let spentMillis = 0;
  /** Since the CPU clock was read last. */
  let wallMillis = 0;
  let cpuMicros: number | undefined;
  const readCpuClock = (): void => {
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
      if (wallMillis >= readEveryMillis) readCpuClock();
      return result;
    },
  };
}

const ownClocks: Clocks = {
  wallMillis: () => performance.now(),
  cpuMicros() {
    // A new clock for each of the few readings, because nothing tells when a lasting one can be closed.
    const clock = createThreadCpuClock();
    const micros = clock.read();
    clock.close();
    return micros;
  },
};
