import { createShop } from '@apps/shop';
import { expect, it } from 'vitest';
import { type Visit, visits } from '../src/load/traffic.ts';

const targets = [
  { origin: 'http://127.0.0.1:1', mount: '/one' },
  { origin: 'http://127.0.0.1:2', mount: '/two' },
];

function take(count: number, seed: number): Visit[] {
  const traffic = visits({ targets, seed });
  return Array.from({ length: count }, () => traffic.next().value);
}

it('sends the same visits for the same seed', () => {
  expect(take(300, 7)).toEqual(take(300, 7));
  expect(take(300, 8)).not.toEqual(take(300, 7));
});

it('reaches every route of every shop in a hundred visits to each', () => {
  const seen = new Set(take(200, 3).map(({ route }) => route));
  for (const { mount } of targets) {
    for (const { method, pattern } of createShop().routes) {
      expect(seen).toContain(`${method} ${mount}/api${pattern}`);
    }
  }
});
