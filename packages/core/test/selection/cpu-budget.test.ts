import { expect, test } from 'vitest';
import { createCpuBudget } from '../../src/selection/cpu-budget.ts';

/** Works until the budget is spent. Returns the number of pieces of work, at most 1,000. */
function piecesOf(piece: { readonly wallMillis: number; readonly cpuMillis: number }): number {
  let wallMillis = 0;
  let cpuMillis = 0;
  const budget = createCpuBudget(100, {
    wallMillis: () => wallMillis,
    cpuMicros: () => cpuMillis * 1000,
  });
  let pieces = 0;
  for (; !budget.isSpent() && pieces < 1_000; pieces++) {
    budget.spend(() => {
      wallMillis += piece.wallMillis;
      cpuMillis += piece.cpuMillis;
    });
  }
  return pieces;
}

test('work that has the core for itself is stopped when its time is over', () => {
  expect(piecesOf({ wallMillis: 1, cpuMillis: 1 })).toBe(120);
  expect(piecesOf({ wallMillis: 5_000, cpuMillis: 5_000 })).toBe(1);
});

test('waiting for a core is not work', () => {
  expect(piecesOf({ wallMillis: 50, cpuMillis: 1 })).toBe(101);
  expect(piecesOf({ wallMillis: 500, cpuMillis: 0 })).toBe(1_000);
});

test('without a clock of CPU time, elapsed time counts', () => {
  expect(piecesOf({ wallMillis: 10, cpuMillis: Number.NaN })).toBe(12);
});

test('work that computes spends the budget also by the thread’s own clocks', () => {
  const budget = createCpuBudget(50);
  let pieces = 0;
  for (; !budget.isSpent() && pieces < 1_000_000; pieces++) {
    budget.spend(() => Array.from({ length: 10_000 }, Math.sqrt));
  }
  expect(pieces).toBeLessThan(1_000_000);
});
