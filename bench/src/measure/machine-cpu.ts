import { readFileSync } from 'node:fs';

const tickNanos = 10_000_000;

/**
 * CPU time that all processes have used on a core so far, in nanoseconds. Minus the bench's own, it shows how much
 * others disturbed. 0 without a core.
 */
export function busyNanos(core: number | undefined): number {
  if (core === undefined) return 0;
  const line = readFileSync('/proc/stat', 'utf8')
    .split('\n')
    .find((text) => text.startsWith(`cpu${core} `));
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (line ?? '')
    .split(' ')
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) * tickNanos;
}
