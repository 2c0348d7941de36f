import type { SampleBatch } from './source.ts';
import type { ThreadCpuClock } from './thread-cpu.ts';

/** Judges, beside the app's work, whether an engine that has started gives samples. Costs nothing once it is over. */
export interface EngineTrial {
  isOver(): boolean;
  /** Calls `fn`, which runs in a scope. */
  time<T>(fn: () => T): T;
  /** Takes note of a batch. Throws when the engine does not work. */
  judge(batch: Pick<SampleBatch, 'scope'>): void;
  /** Samples come at another rate from now on. */
  setRate(rate: number): void;
  /** Ends it without a verdict. */
  stop(): void;
}

export interface TrialOptions {
  /** Samples per second. */
  readonly rate: number;
  readonly cpu: ThreadCpuClock;
  nowMicros(): number;
}

const leastMicros = 2_000_000;
/** The chance that a working engine misses this many samples is about 1 in 10²¹. */
const leastDue = 50;

/**
 * One sample with a scope clears an engine for good. Without any, the trial counts how many samples were due, not how
 * many requests there were: 200 small requests at 99 Hz may well pass without a sample. Samples are due for the time in
 * which scopes held the loop, or for all CPU time when there is no sample at all, not even of the app's background work.
 * The thread must also have used two seconds of CPU time.
 */
export function createEngineTrial(options: TrialOptions): EngineTrial {
  const { cpu, nowMicros } = options;
  /** The lowest of all: more samples than it says were due. */
  let { rate } = options;
  const startMicros = cpu.read();
  let inScopesMicros = 0;
  let depth = 0;
  let samples = 0;
  let over = false;
  const end = (): void => {
    if (over) return;
    over = true;
    cpu.close();
  };

  return {
    isOver: () => over,
    time(fn) {
      const began = nowMicros();
      depth++;
      try {
        return fn();
      } finally {
        // What runs in a scope may run another scope.
        if (--depth === 0) inScopesMicros += nowMicros() - began;
      }
    },
    judge({ scope }) {
      if (over) return;
      samples += scope.length;
      if (scope.some((each) => each !== undefined)) {
        end();
        return;
      }
      const read = cpu.read() - startMicros;
      // Without a CPU clock, only time in scopes counts.
      const usedMicros = Number.isNaN(read) ? inScopesMicros : read;
      const dueMicros = samples === 0 ? usedMicros : Math.min(usedMicros, inScopesMicros);
      const due = Math.floor((dueMicros * rate) / 1_000_000);
      if (usedMicros < leastMicros || due < leastDue) return;
      end();
      const seconds = (usedMicros / 1_000_000).toFixed(1);
      const seen = samples === 0 ? 'no samples' : 'no samples that tell whose work they are';
      throw new Error(
        `the sampler gave ${seen} in ${seconds} s of CPU time, where ${due} were due. Sampling has stopped; requests are still counted.`,
      );
    },
    setRate(next) {
      rate = Math.min(rate, next);
    },
    stop: end,
  };
}
