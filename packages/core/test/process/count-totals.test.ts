import { expect, test } from 'vitest';
import { createCountTotals } from '../../src/process/count-totals.ts';
import type { Window } from '../../src/profile/window.ts';
import { exampleWindows } from '../fixtures/windows.ts';

const [first, second] = exampleWindows(2) as [Window, Window];
const gcOf = (...windows: readonly Window[]): number =>
  windows.reduce((sum, { runtime }) => sum + runtime.gcCpuMicros, 0);

test('windows that have ended, and the open one', async () => {
  const totals = createCountTotals(async () => second);
  totals.add(first);
  expect((await totals.read()).gcCpuMicros).toBe(gcOf(first, second));
});

test('a window that ends while it is copied counts once', async () => {
  let copied = (_window: Window): void => {};
  const totals = createCountTotals(() => new Promise((resolve) => (copied = resolve)));
  totals.add(first);
  const reading = totals.read();
  totals.add(second);
  copied(second);
  expect((await reading).gcCpuMicros).toBe(gcOf(first, second));
});

test('what is forgotten does not count', async () => {
  const totals = createCountTotals(async () => second);
  totals.add(first);
  totals.forget();
  expect((await totals.read()).gcCpuMicros).toBe(gcOf(second));
});
