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
        updateKernelCount();
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

/**
 * Linux brings a thread's own count up to date when the usage of the whole process is asked: without this it is up to a
 * tick (some milliseconds) old, and short stretches of work seem to have had less of a core than they had.
 */
function updateKernelCount(): void {
  process.cpuUsage();
}

const zero = 48;

/** `/proc/thread-self/schedstat` begins with the nanoseconds that the thread was on a CPU. */
function schedulerClock(): ThreadCpuClock {
  const file = openSync('/proc/thread-self/schedstat', 'r');
  const text = Buffer.alloc(64);
  return {
    read() {
      updateKernelCount();
      const length = readSync(file, text, 0, text.length, 0);
      let nanos = 0;
      for (let i = 0; i < length && (text[i] as number) >= zero; i++)
        nanos = nanos * 10 + (text[i] as number) - zero;
      return nanos / 1000;
    },
    close: () => closeSync(file),
  };
}
