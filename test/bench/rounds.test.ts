import { expect, test } from 'vitest';
import { createRandom } from '../../bench/src/random.ts';
import { figuresOf, ratiosOf, runRounds, slicesOf } from '../../bench/src/rounds.ts';

const variants = ['plain', 'middleware', 'register'];

async function orderOf(seed: number, rounds: number, slices: number): Promise<string[][]> {
  const passes: string[][] = Array.from({ length: rounds * slices }, () => []);
  await runRounds(variants, { rounds, slices }, createRandom(seed), async (variant, pass) => {
    passes[pass]?.push(variant);
  });
  return passes;
}

test('in each pass every variant has one slice, in an order that the seed decides', async () => {
  const passes = await orderOf(5, 4, 5);
  for (const pass of passes) expect([...pass].sort()).toEqual([...variants].sort());
  expect(new Set(passes.map(String)).size).toBe(6);
  expect(await orderOf(5, 4, 5)).toEqual(passes);
  expect(await orderOf(6, 4, 5)).not.toEqual(passes);
});

test('slices run one after the other', async () => {
  let running = 0;
  await runRounds(variants, { rounds: 2, slices: 2 }, createRandom(1), async () => {
    expect(running++).toBe(0);
    await Promise.resolve();
    running--;
  });
});

test('a ratio is between slices of one round, so what slows all of a round cancels out', async () => {
  const cost: Readonly<Record<string, number>> = { plain: 10, middleware: 11, register: 15 };
  const slowdown = [1, 3, 7, 2];
  const rounds = await runRounds(
    variants,
    { rounds: 2, slices: 2 },
    createRandom(1),
    async (variant, pass) => (cost[variant] as number) * (slowdown[pass] as number),
  );
  for (const ratio of ratiosOf(rounds, 'middleware', 'plain', sum)) expect(ratio).toBeCloseTo(1.1);
  for (const ratio of ratiosOf(rounds, 'register', 'plain', sum)) expect(ratio).toBeCloseTo(1.5);
  expect(figuresOf(rounds, 'plain', sum)).toEqual([40, 90]);
  expect(slicesOf(rounds, 'plain')).toEqual([10, 30, 70, 20]);
});

test('a round without the variant, or without the base, gives no ratio', () => {
  const rounds = [
    new Map([['plain', [2]]]),
    new Map([['middleware', [3]]]),
    new Map([
      ['plain', [0]],
      ['middleware', [3]],
    ]),
  ];
  expect(ratiosOf(rounds, 'middleware', 'plain', sum)).toEqual([]);
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
