import { availableParallelism, cpus, loadavg } from 'node:os';

/** What a measurement ran on. */
export const machine: string = `${availableParallelism()} × ${cpus()[0]?.model}`;

/** The load average of the last minute. */
export function load(): string {
  return (loadavg()[0] as number).toFixed(1);
}
