import { expect, test } from 'vitest';
import { disturbedMicros, type Waits } from '../proofs/truth/disturbance.ts';

const before: Waits = { mainMicros: 5_000, samplerMicros: 70_000, samplerTurns: 900, stealMicros: 20_000 };

test.each<[what: string, after: Partial<Waits>, disturbedMicros: number]>([
  ['nothing', {}, 0],
  ['the main thread had no core', { mainMicros: 8_000 }, 3_000],
  ['the host took the cores', { stealMicros: 50_000 }, 30_000],
  // To wake up takes time on an idle machine, too.
  [
    'the sampler woke a thousand times, each after 0.06 ms',
    { samplerMicros: 130_000, samplerTurns: 1_900 },
    0,
  ],
  [
    'the sampler woke a hundred times, each after 4 ms',
    { samplerMicros: 470_000, samplerTurns: 1_000 },
    390_000,
  ],
])('what disturbs a measurement: %s', (_what, after, expected) => {
  expect(disturbedMicros(before, { ...before, ...after })).toBe(expected);
});
