import { readFileSync } from 'node:fs';

const tickMicros = 10_000;

/**
 * CPU time that anything at all has used on a core so far, in microseconds. With what the bench itself used taken off,
 * it tells how much others disturbed. 0 where the system does not say.
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
