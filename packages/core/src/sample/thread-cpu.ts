import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The CPU time of this thread. `close` releases its file, if it has one. */
export interface ThreadCpuClock {
  /** Microseconds, or NaN where neither Node nor the system can tell. Never throws: it is read within the app's own calls. */
  read(): number;
  close(): void;
}

/** The best clock of this Node on this system: `process.threadCpuUsage` (Node 23.9), else Linux's scheduler. */
export function createThreadCpuClock(): ThreadCpuClock {
  if (typeof process.threadCpuUsage === 'function') {
    return {
      read() {
        updateKernelCount();
        const { user, system } = process.threadCpuUsage();
        return user + system;
      },
      close() {},
    };
  }
  try {
    return schedulerClock(1);
  } catch {
    return { read: () => Number.NaN, close() {} };
  }
}

/** How long this thread ran, or was ready to run and waited for a core. Only Linux knows the latter. */
export function createAwakeClock(): ThreadCpuClock {
  try {
    return schedulerClock(2);
  } catch {
    return createThreadCpuClock();
  }
}

/** How long this thread has run, and how long it was ready to run and waited for a core; in microseconds. */
export interface SchedulerClock {
  /** When `read` was called last. */
  readonly ranMicros: number;
  readonly waitedMicros: number;
  /** False when it is not known any more. */
  read(): boolean;
  close(): void;
}

/** Only Linux knows how long a thread has waited for a core. Some systems know only how long all threads have run. */
export function createSchedulerClock(): SchedulerClock {
  try {
    return new ScheduleFile();
  } catch {
    return new UsageClock();
  }
}

/** Whether `createSchedulerClock` tells apart a thread that waits for a core from one that sleeps. */
export function knowsCoreWaits(): boolean {
  const clock = createSchedulerClock();
  clock.close();
  return clock instanceof ScheduleFile;
}

class UsageClock implements SchedulerClock {
  ranMicros = 0;
  readonly waitedMicros = 0;

  read(): boolean {
    const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
    this.ranMicros = user + system;
    return true;
  }

  close(): void {}
}

/**
 * Linux updates a thread's own count when asked for the usage of the whole process. Without this the count is up to a
 * tick (some milliseconds) old, and short stretches of work seem to have used less of a core than they did.
 */
function updateKernelCount(): void {
  process.cpuUsage();
}

const [space, zero] = [32, 48];

/** The first of its numbers, or the sum of both. */
function schedulerClock(numbers: 1 | 2): ThreadCpuClock {
  const clock = new ScheduleFile();
  return {
    read: () => (clock.read() ? clock.ranMicros + (numbers === 2 ? clock.waitedMicros : 0) : Number.NaN),
    close: () => clock.close(),
  };
}

/**
 * `/proc/thread-self/schedstat` begins with the nanoseconds in which the thread was on a CPU, and those in which it
 * waited for one.
 *
 * An app may close every file that it finds open, and open others under the same number. Then the clock stops for good,
 * and leaves that number alone.
 */
class ScheduleFile implements SchedulerClock {
  ranMicros = 0;
  waitedMicros = 0;
  readonly #text = Buffer.alloc(64);
  readonly #file = openSync('/proc/thread-self/schedstat', 'r');
  readonly #stat = fstatSync(this.#file);
  #isLost = false;

  read(): boolean {
    if (this.#isLost) return false;
    updateKernelCount();
    const length = this.#fill();
    let [nanos, ran, read] = [0, 0, 0];
    for (let i = 0; i < length && read < 2; i++) {
      const character = this.#text[i] as number;
      if (character >= zero) nanos = nanos * 10 + character - zero;
      else if (character === space) {
        if (read++ === 0) {
          ran = nanos;
          nanos = 0;
        }
      }
    }
    const [ranMicros, waitedMicros] = [ran / 1000, nanos / 1000];
    this.#isLost = read < 2 || ranMicros < this.ranMicros || waitedMicros < this.waitedMicros;
    if (this.#isLost) return false;
    this.ranMicros = ranMicros;
    this.waitedMicros = waitedMicros;
    return true;
  }

  close(): void {
    this.#isLost = true;
    try {
      const now = fstatSync(this.#file);
      if (now.dev === this.#stat.dev && now.ino === this.#stat.ino) closeSync(this.#file);
    } catch {
      // The app has closed it.
    }
  }

  #fill(): number {
    try {
      return readSync(this.#file, this.#text, 0, this.#text.length, 0);
    } catch {
      return 0;
    }
  }
}
