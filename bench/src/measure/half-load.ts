import type { Slice } from './slice.ts';

const wantedShare = 0.5;
const steps = 4;

/**
 * Requests a second at which the plain app is busy for half of the time. Requests that come one by one take more CPU each than
 * those of a closed loop, so half of a closed loop's rate would be too many. Each step sends at the rate at which the step
 * before would have been right.
 */
export async function rateOfHalfLoad(
  closedRate: number,
  send: (rate: number) => Promise<Slice>,
): Promise<number> {
  let rate = wantedShare * closedRate;
  for (let step = 0; step < steps; step++) rate *= wantedShare / busyShareOf(await send(rate));
  return rate;
}

/** How much of the time a server was busy. */
export function busyShareOf({ cpuNanos, millis }: Pick<Slice, 'cpuNanos' | 'millis'>): number {
  return cpuNanos / (millis * 1_000_000);
}
