import { expect, test } from 'vitest';
import { createRandom } from '../../../apps/shop/src/random.ts';
import { type PairedRound, verdictTable } from '../proofs/redis/loop-delay-verdicts.ts';
import type { LoopDelay } from '../proofs/redis/watch-loop.ts';

const delay = (millis: number): LoopDelay => ({
  p50Millis: millis,
  p99Millis: 2 * millis,
  longestMillis: 10 * millis,
  longestTurnMillis: 1,
  cpuMillis: 5,
});

/** Rounds of six starts. The machine makes both slower, at each moment by another factor. */
function roundsWith(more: (round: number) => number): PairedRound[] {
  const random = createRandom(7);
  return Array.from({ length: 18 }, (_, i) => {
    const noise = 1 + 20 * random();
    return { start: i % 6, fault: 'frozen', stored: delay(noise + more(i)), unstored: delay(noise) };
  });
}

function verdicts(rounds: readonly PairedRound[]): (string | undefined)[] {
  const rows = verdictTable(rounds, createRandom(1)).split('\n').slice(2);
  return rows.map((row) => row.split(' | ').at(-1)?.replace(/ \|$/, ''));
}

test('a difference shows although the machine varies by far more', () => {
  expect(verdicts(roundsWith(() => 0.5)).slice(0, 4)).toEqual([
    '0.50 to 0.50 ms more with Redis',
    '1.00 to 1.00 ms more with Redis',
    '5.00 to 5.00 ms more with Redis',
    'no difference larger than 0.00 ms',
  ]);
  expect(verdicts(roundsWith(() => -0.5))[0]).toBe('0.50 to 0.50 ms less with Redis');
});

test('without one, it says how large one could be at most', () => {
  const [p50] = verdicts(roundsWith((i) => (i % 2 === 0 ? 0.3 : -0.3)));
  expect(p50).toBe('no difference larger than 0.30 ms');
});
