import type { Sampler } from '../sample/sampler-interface.ts';
import type { ProcessStatus } from './process-profiler.ts';

/** How drains of a sampler have held the loop. */
export function drainsOf(
  sampler: Sampler | undefined,
): Pick<ProcessStatus, 'drainHolds' | 'longDrainHolds' | 'longestDrainMicros'> {
  const { count = 0, long = 0, longestMicros = 0 } = sampler?.holds() ?? {};
  return { drainHolds: count, longDrainHolds: long, longestDrainMicros: longestMicros };
}
