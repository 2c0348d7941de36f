import { createRandom } from '../../../apps/shop/src/random.ts';

/**
 * The times of requests in milliseconds, ascending: at random, independent of each other, as those of many users are
 * (a Poisson process). The same seed gives the same times, so that all variants of a round get the same load.
 */
export function arrivals(ratePerSecond: number, millis: number, seed: number): number[] {
  const random = createRandom(seed);
  const times: number[] = [];
  const meanMillis = 1000 / ratePerSecond;
  for (let at = gap(random(), meanMillis); at < millis; at += gap(random(), meanMillis)) times.push(at);
  return times;
}

function gap(chance: number, meanMillis: number): number {
  return -Math.log(1 - chance) * meanMillis;
}
