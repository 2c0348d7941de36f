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
      expect(cpuMicrosOf(await pushedWindow(window, asTheyAre))).toBe(cpuMicrosOf(window));
    }),
  );
});

test('has at most a hundred routes, and the others in one', async () => {
  const [example] = exampleWindows(1) as [Window];
  const [row] = example.routes;
  if (row === undefined) throw new Error('the example has no route');
  const routes = Array.from({ length: 150 }, (_, i) => ({ ...row, method: 'GET', route: `/r/${i}` }));
  const pushed = await pushedWindow({ ...example, routes }, asTheyAre);
  expect(ownRows(pushed)).toHaveLength(100);
  expect(pushed.routes).toHaveLength(101);
});
