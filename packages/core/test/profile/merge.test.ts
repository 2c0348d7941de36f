import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CallTree, emptyTree, weightOf, workColumns } from '../../src/profile/call-tree.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { pruneTree } from '../../src/profile/prune.ts';
import { TreeBuilder } from '../../src/profile/tree-builder.ts';
import { prunedName, type RouteWindow, type Window } from '../../src/profile/window.ts';
import { tallyOf } from '../fixtures/tally.ts';
import { mixedWindows, trees } from '../fixtures/windows.ts';

/** A window as bytes: typed arrays by their content, everything else in the order in which it stands. */
function bytes(window: Window): string {
  return JSON.stringify(window, (_, value) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
  );
}

/** Whether the children of each node are in the order of their frames. */
function sortedNodes({ parent, frame }: CallTree): boolean {
  const last = new Map<number, number>();
  return Array.from(parent.keys()).every((node) => {
    const above = parent[node] as number;
    const isSorted = (last.get(above) ?? -2) < (frame[node] as number);
    last.set(above, frame[node] as number);
    return isSorted;
  });
}

describe('merging windows', () => {
  test('gives the same bytes in any order', () => {
    fc.assert(
      fc.property(fc.array(mixedWindows, { minLength: 1, maxLength: 5 }), fc.integer(), (list, seed) => {
        const shuffled = [...list].sort(
          (a, b) => ((a.startMicros * 31 + seed) % 7) - ((b.startMicros * 31 + seed) % 7),
        );
        expect(bytes(mergeWindows(shuffled))).toBe(bytes(mergeWindows(list)));
      }),
    );
  });

  test('gives the same bytes in any grouping', () => {
    fc.assert(
      fc.property(mixedWindows, mixedWindows, mixedWindows, (a, b, c) => {
        const all = bytes(mergeWindows([a, b, c]));
        expect(bytes(mergeWindows([mergeWindows([a, b]), c]))).toBe(all);
        expect(bytes(mergeWindows([a, mergeWindows([b, c])]))).toBe(all);
        expect(bytes(mergeWindows([mergeWindows([a, b, c])]))).toBe(all);
      }),
    );
  });

  test('also sorts a tree to which nothing is added', () => {
    fc.assert(
      fc.property(mixedWindows, (window) => {
        // Frames in order, as in a window that was merged, and nodes in the order in which they were seen.
        const sorted = { ...window, frames: mergeWindows([{ ...window, routes: [] }]).frames };
        const once = mergeWindows([sorted]);
        for (const { tree } of once.routes) expect(sortedNodes(tree)).toBe(true);
        expect(bytes(mergeWindows([once]))).toBe(bytes(once));
      }),
    );
  });

  test('leaves a tree as it is when nothing is added to it', () => {
    fc.assert(
      fc.property(mixedWindows, mixedWindows, (a, b) => {
        const merged = mergeWindows([a]);
        // Requests without a sample, and no requests at all.
        const idle = merged.routes.slice(1).map((route) => ({ ...route, tree: emptyTree }));
        const again = mergeWindows([{ ...b, frames: merged.frames, routes: idle }, merged]);
        again.routes.forEach(({ tree }, i) => {
          expect(tree).toBe(merged.routes[i]?.tree);
        });
      }),
    );
  });

  test('sorts a sorted tree again when its frames stood in another order, or one of them twice', () => {
    fc.assert(
      fc.property(mixedWindows, (window) => {
        const merged = mergeWindows([window]);
        const turned = { ...merged, frames: merged.frames.toReversed() };
        const twice = { ...merged, frames: merged.frames.map((frame, i, all) => all[i & ~1] ?? frame) };
        for (const given of [turned, twice]) {
          const once = mergeWindows([given]);
          expect(tallyOf([once])).toEqual(tallyOf([given]));
          for (const { tree } of once.routes) expect(sortedNodes(tree)).toBe(true);
        }
      }),
    );
  });

  test('has each route, frame and source once, sorted by code units', () => {
    const onceEach = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
    const names = (routes: readonly RouteWindow[]) => routes.map(({ method, route }) => `${method} ${route}`);
    const places = (frames: Window['frames']) =>
      frames.map(({ file, name, line, column }) => [file, name, line, column].join('\0'));
    const texts = (sources: Window['sources']) => sources.map((source) => JSON.stringify(source));
    fc.assert(
      fc.property(fc.array(mixedWindows, { maxLength: 5 }), (list) => {
        const { routes, frames, sources } = mergeWindows(list);
        expect(names(routes)).toEqual(onceEach(list.flatMap((window) => names(window.routes))));
        expect(places(frames)).toEqual(onceEach(list.flatMap((window) => places(window.frames))));
        expect(texts(sources)).toEqual(onceEach(list.flatMap((window) => texts(window.sources))));
      }),
    );
  });

  test('adds: every figure of the result is the sum of the figures', () => {
    fc.assert(
      fc.property(fc.array(mixedWindows, { maxLength: 5 }), (list) => {
        const merged = mergeWindows(list);
        expect(tallyOf([merged])).toEqual(list.length === 0 ? tallyOf([mergeWindows([])]) : tallyOf(list));
        expect(merged.startMicros).toBe(
          Math.min(
            ...list.map(({ startMicros }) => startMicros),
            list.length === 0 ? 0 : Number.POSITIVE_INFINITY,
          ),
        );
        expect(merged.endMicros).toBe(Math.max(0, ...list.map(({ endMicros }) => endMicros)));
        for (const { latency, method, route } of merged.routes) {
          const parts = list.flatMap(({ routes }) =>
            routes.filter((one) => one.method === method && one.route === route),
          );
          expect(latency.maxMicros).toBe(Math.max(...parts.map((one) => one.latency.maxMicros)));
        }
      }),
    );
  });

  test('with a limit, no tree is larger, and each keeps its total weight', () => {
    fc.assert(
      fc.property(
        fc.array(mixedWindows, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 4, max: 12 }),
        (list, maxNodes) => {
          // Also of a window whose trees could stay as they are.
          for (const from of [list, [mergeWindows(list)]]) {
            const merged = mergeWindows(from, maxNodes);
            const { background, profiler } = merged.runtime;
            for (const { parent } of [background, profiler, ...merged.routes.map(({ tree }) => tree)]) {
              expect(parent.length).toBeLessThanOrEqual(maxNodes);
            }
            expect(tallyOf([merged], { stacks: false })).toEqual(tallyOf(list, { stacks: false }));
            expect(merged.frames.filter(({ name }) => name === prunedName)).toEqual([
              { name: prunedName, file: '', line: 0, column: 0 },
            ]);
          }
        },
      ),
    );
  });
});

test('pruning keeps every total and the limit, and shows what it removed', () => {
  fc.assert(
    fc.property(trees, fc.integer({ min: 4, max: 20 }), (tree, maxNodes) => {
      const pruned = pruneTree(tree, maxNodes, 99);
      expect(pruned.parent.length).toBeLessThanOrEqual(Math.max(maxNodes, 2));
      expect(weightOf(pruned)).toEqual(weightOf(tree));
      if (pruned !== tree) expect([...pruned.frame]).toContain(99);
    }),
  );
});

test('pruned calls are under (pruned), even beside a function of that name', () => {
  const [sample] = fc.sample(mixedWindows, { numRuns: 1, seed: 1 }) as [Window];
  const builder = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1);
  for (let frame = 0; frame < 6; frame++) builder.add(builder.child(0, frame), 1, 10 - frame, 10 - frame);
  const places = [
    { name: prunedName, file: '/app/a.js' },
    { name: '(a)', file: '' },
    ...['b', 'c', 'd', 'e'].map((name) => ({ name, file: '/app/b.js' })),
  ];
  const frames = places.map((place) => ({ ...place, line: 0, column: 0 }));
  const window = {
    ...sample,
    frames,
    routes: [],
    runtime: { ...sample.runtime, background: builder.finish(), profiler: emptyTree },
  };
  const merged = mergeWindows([window], 4);
  const tree = merged.runtime.background;
  const weights = Array.from(tree.frame.slice(1), (frame, i) => [
    merged.frames[frame]?.file,
    merged.frames[frame]?.name,
    workColumns(tree).wallMicros[i + 1],
  ]);
  expect(weights).toEqual([
    ['', prunedName, 9 + 8 + 7 + 6 + 5],
    ['/app/a.js', prunedName, 10],
  ]);
});

test('a name that looks like a part of a path does not make two functions one', () => {
  const [sample] = fc.sample(mixedWindows, { numRuns: 1, seed: 1 });
  const place = { line: 1, column: 1 };
  const frames = [
    { file: '/a', name: 'b\0c', ...place },
    { file: '/a\0b', name: 'c', ...place },
  ];
  expect(mergeWindows([{ ...(sample as Window), routes: [], frames }]).frames).toHaveLength(2);
});
