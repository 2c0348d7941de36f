import { expect, test } from 'vitest';
import { createRandom } from '../../apps/shop/src/random.ts';
import { figuresOf, ratiosOf, runRounds, slicesOf } from '../../bench/src/rounds.ts';

const variants = ['plain', 'middleware', 'register'];

async function orderOf(seed: number, count: number): Promise<string[][]> {
  const orders: string[][] = Array.from({ length: count }, () => []);
  await runRounds(variants, count, createRandom(seed), async (variant, round) => {
    orders[round]?.push(variant);
  });
  return orders;
}

test('in each round every variant has one slice and the base three, in an order that the seed decides', async () => {
  const orders = await orderOf(5, 40);
  for (const order of orders)
    expect([...order].sort()).toEqual(['middleware', 'plain', 'plain', 'plain', 'register']);
  // Of 20 orders that differ.
  expect(new Set(orders.map(String)).size).toBeGreaterThan(14);
  expect(await orderOf(5, 40)).toEqual(orders);
  expect(await orderOf(6, 40)).not.toEqual(orders);
});

test('slices run one after the other', async () => {
  let running = 0;
  let most = 0;
  await runRounds(variants, 3, createRandom(1), async () => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
  });
  expect(most).toBe(1);
});

test('a ratio is between slices of one round, so what slows all of a round cancels out', async () => {
  const cost: Readonly<Record<string, number>> = { plain: 10, middleware: 11, register: 15 };
  const slowdown = [1, 3, 7, 2];
  const rounds = await runRounds(
    variants,
    4,
    createRandom(1),
    async (variant, round) => (cost[variant] as number) * (slowdown[round] as number),
  );
  for (const ratio of ratiosOf(rounds, 'middleware', 'plain', mean)) expect(ratio).toBeCloseTo(1.1);
  for (const ratio of ratiosOf(rounds, 'register', 'plain', mean)) expect(ratio).toBeCloseTo(1.5);
  expect(figuresOf(rounds, 'plain', mean)).toEqual([10, 30, 70, 20]);
  expect(slicesOf(rounds, 'middleware')).toEqual([11, 33, 77, 22]);
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
  expect(ratiosOf(rounds, 'middleware', 'plain', mean)).toEqual([]);
});

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
