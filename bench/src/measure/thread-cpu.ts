import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of each thread of a process, in nanoseconds, by the thread's number. */
export type ThreadCpu = ReadonlyMap<number, number>;

/**
 * Reads the `schedstat` of each thread: nanoseconds, where `/proc/PID/stat` counts ticks of 10 ms. All threads count, so
 * also those of V8, of the sampler and of the profiler.
 *
 * @throws where the system has no such files: on anything but Linux.
 */
export function readThreadCpu(pid: number): ThreadCpu {
  const folder = `/proc/${pid}/task`;
  const cpu = new Map<number, number>();
  for (const thread of readdirSync(folder)) {
    try {
      const [nanos = ''] = readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ');
      cpu.set(Number(thread), Number(nanos));
    } catch (error) {
      if (!/^(?:ESRCH|ENOENT)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
      // The thread has ended since its folder was listed.
    }
  }
  return cpu;
}

/** What a process used between two readings. */
export interface UsedCpu {
  readonly nanos: number;
  /** Threads that ended in between: what they used since the first reading is not in `nanos`. */
  readonly endedThreads: number;
}

export function usedBetween(before: ThreadCpu, after: ThreadCpu): UsedCpu {
  let nanos = 0;
  for (const [thread, until] of after) nanos += until - (before.get(thread) ?? 0);
  const endedThreads = [...before.keys()].filter((thread) => !after.has(thread)).length;
  return { nanos, endedThreads };
}
