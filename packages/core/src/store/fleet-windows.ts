/**
 * All processes of a service together write a window in this time, or more slowly: ten a second are what a folder or a Redis
 * takes without notice, and what one process can merge.
 */
const millisPerProcess = 100;
/** A process that is killed loses what it has not written. */
export const longestWindowMillis: number = 5 * 60_000;

/** How long windows of a service with so many processes stay open at least. */
export function fleetWindowMillis(processes: number): number {
  return Math.min(longestWindowMillis, processes * millisPerProcess);
}
