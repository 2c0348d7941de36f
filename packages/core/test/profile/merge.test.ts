import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weightOf } from '../../src/profile/call-tree.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { pruneTree } from '../../src/profile/prune.ts';
import type { Window } from '../../src/profile/window.ts';
import { trees, windows } from './windows.ts';

/** A window as bytes: typed arrays by their content, everything else in the order in which it stands. */
function bytes(window: Window): string {
  return JSON.stringify(window, (_, value) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
  );
}

function totals({ routes, runtime }: Window) {
  const all = [runtime.background, runtime.profiler, ...routes.map(({ tree }) => tree)].map(weightOf);
  return {
    samples: all.reduce((sum, { samples }) => sum + samples, 0),
    wallMicros: all.reduce((sum, { wallMicros }) => sum + wallMicros, 0),
    cpuMicros: all.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0),
    requests: routes.reduce((sum, { requests }) => sum + requests, 0),
    latencies: routes.reduce((sum, { latency }) => sum + latency.sumMicros, 0),
  };
}

describe('merging windows', () => {
  test('gives the same bytes in any order', () => {
    fc.assert(
      fc.property(fc.array(windows, { minLength: 1, maxLength: 5 }), fc.integer(), (list, seed) => {
        const shuffled = [...list].sort(
          (a, b) => ((a.startMicros * 31 + seed) % 7) - ((b.startMicros * 31 + seed) % 7),
        );
        expect(bytes(mergeWindows(shuffled))).toBe(bytes(mergeWindows(list)));
      }),
    );
  });

  test('gives the same bytes in any grouping', () => {
    fc.assert(
      fc.property(windows, windows, windows, (a, b, c) => {
        const all = bytes(mergeWindows([a, b, c]));
        expect(bytes(mergeWindows([mergeWindows([a, b]), c]))).toBe(all);
        expect(bytes(mergeWindows([a, mergeWindows([b, c])]))).toBe(all);
        expect(bytes(mergeWindows([mergeWindows([a, b, c])]))).toBe(all);
      }),
    );
  });

  test('leaves a tree as it is when nothing is added to it', () => {
    fc.assert(
      fc.property(windows, windows, (a, b) => {
        const merged = mergeWindows([a]);
        const again = mergeWindows([merged, { ...b, frames: merged.frames, routes: [] }]);
        again.routes.forEach(({ tree }, i) => {
          expect(tree).toBe(merged.routes[i]?.tree);
        });
      }),
    );
  });

  test('adds: every total of the result is the sum of the totals', () => {
    fc.assert(
      fc.property(fc.array(windows, { maxLength: 5 }), (list) => {
        const merged = totals(mergeWindows(list));
        for (const key of Object.keys(merged) as (keyof typeof merged)[]) {
          expect(merged[key]).toBe(list.reduce((sum, window) => sum + totals(window)[key], 0));
        }
      }),
    );
  });
});

test('pruning keeps every total and the bound, and shows what it took', () => {
  fc.assert(
    fc.property(trees, fc.integer({ min: 4, max: 20 }), (tree, maxNodes) => {
      const pruned = pruneTree(tree, maxNodes, 99);
      expect(pruned.parent.length).toBeLessThanOrEqual(Math.max(maxNodes, 2));
      expect(weightOf(pruned)).toEqual(weightOf(tree));
      if (pruned !== tree) expect([...pruned.frame]).toContain(99);
    }),
  );
});
