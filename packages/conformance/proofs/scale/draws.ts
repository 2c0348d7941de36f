import { createRandom } from '../store/made-up-app.ts';

/** Random numbers of several distributions, the same in each run. */
export interface Draws {
  /** From 0 to 1. */
  uniform(): number;
  below(count: number): number;
  normal(): number;
  /** With this median; `sigma` is the deviation of the logarithm. */
  logNormal(median: number, sigma: number): number;
  poisson(mean: number): number;
}

/** Above this mean, a rounded normal number is as good. */
const fewMean = 60;

export function createDraws(seed: number): Draws {
  const uniform = createRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    below: (count) => Math.floor(uniform() * count),
    normal,
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    poisson(mean) {
      if (mean > fewMean) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
      let count = 0;
      for (let left = Math.exp(mean) * uniform(); left > 1; left *= uniform()) count++;
      return count;
    },
  };
}
