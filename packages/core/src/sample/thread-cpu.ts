import { closeSync, openSync, readSync } from 'node:fs';

/** The CPU time of this thread; `close` gives back what it holds. */
export interface ThreadCpuClock {
  /** Microseconds, or NaN where neither Node nor the system can tell. */
  read(): number;
  close(): void;
}

/** The best clock of this Node on this system: `process.threadCpuUsage` (Node 23.9), else Linux's scheduler. */
export function createThreadCpuClock(): ThreadCpuClock {
  if (typeof process.threadCpuUsage === 'function') {
    return {
      read() {
        const { user, system } = process.threadCpuUsage();
        return user + system;
      },
      close() {},
    };
  }
  try {
    return schedulerClock();
  } catch {
    return { read: () => Number.NaN, close() {} };
  }
}

const zero = 48;

/** `/proc/thread-self/schedstat` begins with the nanoseconds that the thread was on a CPU. */
function schedulerClock(): ThreadCpuClock {
  const file = openSync('/proc/thread-self/schedstat', 'r');
  const text = Buffer.alloc(64);
  return {
    read() {
      // The scheduler brings its own count up to date when the process's usage is asked: without this it is up to a
      // tick (some milliseconds) old.
      process.cpuUsage();
      const length = readSync(file, text, 0, text.length, 0);
      let nanos = 0;
      for (let i = 0; i < length && (text[i] as number) >= zero; i++)
        nanos = nanos * 10 + (text[i] as number) - zero;
      return nanos / 1000;
    },
    close: () => closeSync(file),
  };
}
