import { type Round, slicesOf } from '../rounds.ts';
import type { Slice } from './slice.ts';
import { readThreadCpu, usedBetween } from './thread-cpu.ts';

type Servers = ReadonlyMap<string, { readonly pid: number }>;
type EndWatch = (rounds: readonly Round<Slice>[]) => ReadonlyMap<string, number>;

/**
 * Begins to watch what servers use while others have the load. The function that it returns ends that: it takes the
 * rounds since then and gives each server's CPU outside its own slices, as a share of that time.
 */
export function watchBetween(servers: Servers): EndWatch {
  const startedAt = performance.now();
  const before = new Map([...servers].map(([name, { pid }]) => [name, readThreadCpu(pid)]));
  return (rounds) => {
    const takenMillis = performance.now() - startedAt;
    return new Map(
      [...servers].map(([name, { pid }]) => {
        const { nanos } = usedBetween(before.get(name) ?? new Map(), readThreadCpu(pid));
        const own = slicesOf(rounds, name);
        const nanosWithin = own.reduce((sum, { cpuNanos }) => sum + cpuNanos, 0);
        const millisWithin = own.reduce((sum, { millis }) => sum + millis, 0);
        return [name, (nanos - nanosWithin) / 1_000_000 / (takenMillis - millisWithin)];
      }),
    );
  };
}
