import type { FoundWindow } from './service-reader.ts';

/** Windows of so many processes are kept apart, minute by minute; of more, all that a minute has becomes one window. */
export const mostAlone = 50;

/** In two of its windows, a process that is there has one at least. */
const windowsOfOne = 2;

/** About how many processes write windows. */
export function fleetSizeOf(windows: readonly FoundWindow[], nowMicros: number): number {
  const instances = new Set<string>();
  for (const { head } of windows) {
    const [source] = head.sources;
    if (source === undefined || head.ledger === undefined) continue;
    if (nowMicros - head.endMicros <= (windowsOfOne * head.ledger.everyMillis + graceMillis) * 1000)
      instances.add(source.instance);
  }
  return instances.size;
}
/** Windows take time to be written, and clocks differ. */
const graceMillis = 60_000;
