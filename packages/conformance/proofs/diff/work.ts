/** Work in loops of counted length, so that CPU is proportional to the rounds. */

export function priceQuote(seed: number, rounds: number): number {
  let price = seed | 1;
  for (let i = 0; i < rounds; i++) {
    price = Math.imul(price ^ (price >>> 15), 0x2c1b3c6d);
    price = Math.imul(price ^ (price >>> 12), 0x297a2d39) + i;
  }
  return price >>> 0;
}

export function rankMatches(seed: number, rounds: number): number {
  let x = seed | 1;
  let best = 0;
  for (let i = 0; i < rounds; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    best = Math.max(best, (x >>> 8) ^ i);
  }
  return best;
}

export function sumTable(seed: number, rounds: number): number {
  let sum = seed | 1;
  for (let i = 0; i < rounds; i++) {
    sum = Math.imul(sum ^ i, 0x01000193);
    sum = (sum << 7) | (sum >>> 25);
  }
  return sum;
}

/**
 * Runs one of them. All are called from this one place, which keeps V8 from inlining them: an inlined function's
 * samples are its caller's, and whether it is inlined differs from run to run.
 */
export function perform(
  work: (seed: number, rounds: number) => number,
  seed: number,
  rounds: number,
): number {
  return work(seed, rounds);
}
