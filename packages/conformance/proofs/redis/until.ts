import { setTimeout as delay } from 'node:timers/promises';

const pollMillis = 50;
const longestWaitMillis = 180_000;

/** Waits for something that comes at some time, on a machine that may be busy. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + longestWaitMillis;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`After ${longestWaitMillis / 1000} s still not: ${what}`);
    await delay(pollMillis);
  }
}
