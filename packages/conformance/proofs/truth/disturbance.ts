import { readdirSync, readFileSync } from 'node:fs';

/**
 * Microseconds for which a process's threads were ready to run and had no core so far: because of other processes (each
 * thread's `schedstat`), or of the machine's host (`steal`, in hundredths of a second). A sampler that waits for a core
 * gives no samples meanwhile, so the test would then measure the machine. Only Linux has this figure; elsewhere it is
 * 0.
 */
export function waitedMicros(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  const nanos = readdirSync(`/proc/${pid}/task`)
    .map((thread) => waitedNanos(`/proc/${pid}/task/${thread}/schedstat`))
    .reduce((sum, waited) => sum + waited, 0);
  const steal = Number(readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.trim().split(/\s+/)[8] ?? 0);
  return nanos / 1000 + steal * 10_000;
}

/** The same for the main thread only, without the host's part: time that is neither CPU nor idle. */
export function mainThreadWaitedMicros(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  return waitedNanos(`/proc/${pid}/task/${pid}/schedstat`) / 1000;
}

function waitedNanos(schedstat: string): number {
  try {
    return Number(readFileSync(schedstat, 'utf8').split(' ')[1]);
  } catch {
    // The thread has just ended.
    return 0;
  }
}
