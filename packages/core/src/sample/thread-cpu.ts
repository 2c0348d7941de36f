import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The CPU time of this thread; `close` gives back what it holds. */
export interface ThreadCpuClock {
  /** Microseconds, or NaN where neither Node nor the system can tell. Never throws: hooks of the app's own calls read it. */
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

/** For how long this thread ran, or was ready to run and waited for a core; without the latter where only Linux knows. */
export function createAwakeClock(): ThreadCpuClock {
  try {
    return schedulerClock(2);
  } catch {
    return createThreadCpuClock();
  }
}

/**
 * Linux brings a thread's own count up to date when the usage of the whole process is asked: without this it is up to a
 * tick (some milliseconds) old, and short stretches of work seem to have had less of a core than they had.
 */
function updateKernelCount(): void {
  process.cpuUsage();
}

const [space, zero] = [32, 48];

/**
 * `/proc/thread-self/schedstat` begins with the nanoseconds that the thread was on a CPU, and those that it waited for
 * one: the sum of as many numbers.
 *
 * An app may close every file that it finds open, and open others under the same number. Then the clock stops for good,
 * and leaves that number alone.
 */
function schedulerClock(numbers: 1 | 2): ThreadCpuClock {
  const file = openSync('/proc/thread-self/schedstat', 'r');
  const { dev, ino } = fstatSync(file);
  const text = Buffer.alloc(64);
  let last = 0;
  let isLost = false;
  const readFile = (): number => {
    try {
      return readSync(file, text, 0, text.length, 0);
    } catch {
      return 0;
    }
  };
  return {
    read() {
      if (isLost) return Number.NaN;
      updateKernelCount();
      const length = readFile();
      let [nanos, sum, read] = [0, 0, 0];
      for (let i = 0; i < length && read < numbers; i++) {
        const character = text[i] as number;
        if (character >= zero) nanos = nanos * 10 + character - zero;
        else if (character === space) {
          sum += nanos;
          nanos = 0;
          read++;
        }
      }
      isLost = read < numbers || sum < last;
      if (isLost) return Number.NaN;
      last = sum;
      return sum / 1000;
    },
    close() {
      isLost = true;
      try {
        const now = fstatSync(file);
        if (now.dev === dev && now.ino === ino) closeSync(file);
      } catch {
        // The app has closed it.
      }
    },
  };
}
