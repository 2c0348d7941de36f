import fc from 'fast-check';
import { expect, test } from 'vitest';
import { weightOf } from '../../src/profile/call-tree.ts';
import { ownRows } from '../../src/profile/fold-rows.ts';
import type { Window } from '../../src/profile/window.ts';
import { pushedWindow } from '../../src/push/pushed-window.ts';
import { exampleWindows, windows } from '../fixtures/windows.ts';

const asTheyAre = { resolve: async (frames: Window['frames']) => frames };

function cpuMicrosOf({ routes, runtime }: Window): number {
  const trees = [runtime.background, runtime.profiler, ...routes.map(({ tree }) => tree)];
  return trees.reduce((sum, tree) => sum + weightOf(tree).cpuMicros, runtime.gcCpuMicros);
}

test('has all CPU time of a window in which every request was followed', async () => {
  await fc.assert(
    fc.asyncProperty(windows, async (window) => {
      expect(cpuMicrosOf(await pushedWindow(window, new Set(), asTheyAre))).toBe(cpuMicrosOf(window));
    }),
  );
});

test('has at most a hundred routes, the same ones in all windows, and the others in one', async () => {
  const [example] = exampleWindows(1) as [Window];
  const [row] = example.routes;
  if (row === undefined) throw new Error('the example has no route');
  const windowOf = (from: number, count: number): Window => ({
    ...example,
    routes: Array.from({ length: count }, (_, i) => ({ ...row, method: 'GET', route: `/r/${from + i}` })),
  });
  const known = new Set<string>();
  const first = await pushedWindow(windowOf(0, 60), known, asTheyAre);
  expect(first.routes).toHaveLength(60);
  const second = await pushedWindow(windowOf(50, 150), known, asTheyAre);
  expect(ownRows(second)).toHaveLength(50);
  expect(known.size).toBe(100);
  const third = await pushedWindow(windowOf(1_000, 20), known, asTheyAre);
  expect(third.routes.map(({ method, route }) => `${method} ${route}`)).toEqual(['* (other)']);
});
