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

/**
 * Linux updates a thread's own count when asked for the usage of the whole process. Without this the count is up to a
 * tick (some milliseconds) old, and short stretches of work seem to have used less of a core than they did.
 */
function updateKernelCount(): void {
  process.cpuUsage();
}

const [space, zero] = [32, 48];

/**
 * `/proc/thread-self/schedstat` begins with the nanoseconds in which the thread was on a CPU, and those in which it
 * waited for one. The clock is the sum of the first `numbers` of these.
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
