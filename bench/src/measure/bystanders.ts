import { readFileSync } from 'node:fs';

const tickMicros = 10_000;

/**
 * CPU time that all processes have used on a core so far, in microseconds. Minus the bench's own CPU time, it shows how
 * much others disturbed. 0 if the system does not provide it.
 */
export function busyMicros(core: number | undefined): number {
  if (core === undefined) return 0;
  try {
    const line = readFileSync('/proc/stat', 'utf8')
      .split('\n')
      .find((text) => text.startsWith(`cpu${core} `));
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (line ?? '')
      .split(' ')
      .slice(1)
      .map(Number);
    return (user + nice + system + irq + softirq + steal) * tickMicros;
  } catch {
    return 0;
  }
}
