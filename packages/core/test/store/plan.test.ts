import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atOnce } from '../../src/in-turns.ts';
import { type CallTree, weightOf } from '../../src/profile/call-tree.ts';
import { treesOf } from '../../src/profile/named-trees.ts';
import { TreeBuilder } from '../../src/profile/tree-builder.ts';
import type { Window } from '../../src/profile/window.ts';
import { performStep } from '../../src/store/perform-step.ts';
import { type Bounds, type MergeStep, nextStep } from '../../src/store/plan.ts';
import { bytesOf } from '../../src/store/window-bytes.ts';
import { traceOf, tracesOf } from '../fixtures/any-traces.ts';
import { tallyOf } from '../fixtures/tally.ts';
import { exampleWindows, windows } from '../fixtures/windows.ts';

const [example, other, third] = exampleWindows(3) as [Window, Window, Window];
const ladder = [
  { everyMillis: 1_000, forMillis: 10_000 },
  { everyMillis: 10_000, forMillis: 60_000 },
];
const roomy: Bounds = { ladder, maxNodes: 1_000, maxBytes: 1e9 };

function between(startSeconds: number, endSeconds: number, window = example): Window {
  return { ...window, startMicros: startSeconds * 1e6, endMicros: endSeconds * 1e6 };
}
function bytesOfAll(list: readonly Window[]): number {
  return list.reduce((sum, window) => sum + bytesOf(window), 0);
}
/** The same rows, called otherwise, many times over. */
function withRows(window: Window, count: number, method = 'GET'): Window {
  const [row] = window.routes;
  if (row === undefined) throw new Error('the example has a row');
  const routes = Array.from({ length: count }, (_, i) => ({
    ...row,
    method,
    route: `/${i}`,
    requests: i + 1,
  }));
  return { ...window, routes };
}
/** A tree of so many nodes, each called by the one before. */
function treeOf(nodes: number): CallTree {
  const builder = new TreeBuilder(nodes, () => -1);
  for (let node = 0; builder.size < nodes; ) {
    node = builder.child(node, builder.size % 5);
    builder.add(node, 1, 100, 90);
  }
  return builder.finish();
}
/** The windows after all steps of the plan. */
function run(list: readonly Window[], nowMicros: number, bounds: Bounds): readonly Window[] {
  let left = list;
  for (let steps = 0; steps < 200; steps++) {
    const step = nextStep(left, nowMicros, bounds);
    if (step === undefined) return left;
    const merged = step.maxNodes === 0 ? [] : [atOnce(performStep(step))];
    left = [...merged, ...left.filter((window) => !step.windows.includes(window))].sort(
      (a, b) => a.startMicros - b.startMicros,
    );
  }
  throw new Error('there was always another step');
}

describe('along the ladder', () => {
  test('nothing is done while windows are young', () => {
    expect(nextStep([between(0, 1), between(1, 2)], 11e6, roomy)).toBeUndefined();
  });

  test('windows of one span are merged when the last of it is past its rung', () => {
    const [a, b, c] = [between(0, 1), between(1, 2), between(10, 11)];
    expect(nextStep([a, b, c], 12.1e6, roomy)).toEqual({ windows: [a, b], maxNodes: 1_000 });
    // Two are needed for a merge, and both of the same span.
    expect(nextStep([a, c], 25e6, roomy)).toBeUndefined();
  });

  test('age is counted from the end', () => {
    const [long, short] = [between(0, 9), between(1, 2)];
    expect(nextStep([long, short], 18e6, roomy)).toBeUndefined();
    expect(nextStep([long, short], 20e6, roomy)?.windows).toEqual([long, short]);
    expect(nextStep([between(0, 1), between(1, 70)], 100e6, roomy)?.windows).toEqual([between(0, 1)]);
  });

  test('only windows past the last rung are dropped', () => {
    const [old, young] = [between(0, 1), between(2, 3)];
    expect(nextStep([old, young], 62.5e6, roomy)).toEqual({ windows: [old], maxNodes: 0 });
    expect(nextStep([young], 62.5e6, roomy)).toBeUndefined();
    expect(nextStep([old], 1e15, { ...roomy, ladder: [] })).toBeUndefined();
    const longer = [...ladder, { everyMillis: 60_000, forMillis: 600_000 }];
    expect(nextStep([old], 62.5e6, { ...roomy, ladder: longer })).toBeUndefined();
  });
});

describe('over the size', () => {
  const list = [between(0, 1, other), between(1, 2, third), between(2, 3)];

  test('begins at the first byte too many', () => {
    const maxBytes = bytesOfAll(list);
    expect(nextStep(list, 4e6, { ...roomy, maxBytes })).toBeUndefined();
    expect(nextStep(list, 4e6, { ...roomy, maxBytes: maxBytes - 1 })).toBeDefined();
  });

  test('the oldest become one, as many as take half of the size', () => {
    const half = bytesOf(list[0] as Window) + 1;
    expect(nextStep(list, 4e6, { ...roomy, maxBytes: 2 * half })).toEqual({
      windows: list.slice(0, 2),
      maxNodes: 1_000,
    });
  });

  test('a window that takes half alone loses nodes first, then its lightest rows', () => {
    const rowsOnly = withRows(example, 400);
    const window = { ...rowsOnly, runtime: { ...rowsOnly.runtime, background: treeOf(200) } };
    const maxBytes = Math.floor(bytesOf(window) * 0.75);
    const step = nextStep([window], 4e6, { ...roomy, maxBytes });
    expect(step).toEqual({ windows: [window], maxNodes: 100 });
    let lighter = window;
    for (let largest = 200; largest > 16; ) {
      const next = nextStep([lighter], 4e6, { ...roomy, maxBytes }) as MergeStep;
      expect(next).toEqual({ windows: [lighter], maxNodes: Math.max(16, Math.floor(largest / 2)) });
      lighter = atOnce(performStep(next));
      largest = Math.max(...treesOf(lighter).map(({ parent }) => parent.length));
      expect(largest).toBeLessThanOrEqual(next.maxNodes);
    }
    expect(nextStep([lighter], 4e6, { ...roomy, maxBytes })).toHaveProperty('maxRows');
    const [left] = run([window], 4e6, { ...roomy, maxBytes });
    const rows = left?.routes ?? [];
    expect(bytesOf(left as Window)).toBeLessThanOrEqual(maxBytes);
    // As they have the same trees, those with the most requests are the heaviest: they are the ones that stay.
    const own = rows.filter(({ method }) => method === 'GET').map(({ requests }) => requests);
    expect(own.length).toBeGreaterThan(100);
    expect(Math.min(...own)).toBe(400 - own.length + 1);
    expect(rows.filter(({ method }) => method !== 'GET')).toMatchObject([
      { method: '*', route: '(other)', requests: ((400 - own.length) * (401 - own.length)) / 2 },
    ]);
  });

  test('a window that is mostly traces keeps fewer of them, of each row, and all that they add up to', () => {
    const steps = Array.from({ length: 100 }, (_, at) => ({
      ...{ kind: 'own' as const, startMicros: at, micros: 1, wait: -1, by: -1 },
    }));
    const traces = tracesOf(Array.from({ length: 40 }, (_, at) => traceOf({ id: `${at}`, steps })));
    const window = { ...example, routes: example.routes.map((row) => ({ ...row, traces })) };
    const step = nextStep([window], 4e6, { ...roomy, maxBytes: bytesOf(window) - 1 }) as MergeStep;
    expect(step).toMatchObject({ windows: [window], maxTraces: 20 });
    const thinner = atOnce(performStep(step));
    const fewer = { ...traces, sample: traces.sample.slice(0, 20) };
    expect(thinner.routes.map((row) => row.traces)).toEqual(example.routes.map(() => fewer));
    expect(tallyOf([thinner])).toEqual(tallyOf([window]));
    const bare = bytesOf({ ...window, routes: window.routes.map(({ traces: _, ...row }) => row) });
    const [left] = run([window], 4e6, { ...roomy, maxBytes: 2.5 * bare }) as [Window];
    expect(bytesOf(left)).toBeLessThan(2.5 * bare);
    expect(left.routes.map((row) => row.traces?.traced)).toEqual(example.routes.map(() => 40));
    expect(treesOf(left).map(({ parent }) => parent.length)).toEqual(
      treesOf(thinner).map(({ parent }) => parent.length),
    );
  });

  test('CPU counts for more than requests', () => {
    const [row] = example.routes;
    const [light, heavy] = [other, third]
      .flatMap(({ routes }) => routes)
      .sort((a, b) => weightOf(a.tree).cpuMicros - weightOf(b.tree).cpuMicros)
      .filter((_, i, all) => i === 0 || i === all.length - 1);
    if (!row || !light || !heavy) throw new Error('the examples have rows');
    const window = {
      ...example,
      frames: example.frames,
      routes: [
        { ...row, tree: light.tree, route: '/light', requests: 100 },
        { ...row, tree: heavy.tree, route: '/heavy', requests: 1 },
      ],
    };
    const merged = atOnce(performStep({ windows: [window], maxNodes: 1_000, maxRows: 1 }));
    expect(merged.routes.map(({ route }) => route)).toEqual(['(other)', '/heavy']);
  });

  test('rows stay while the windows fit, whatever is lost otherwise', () => {
    const many = [0, 1, 2, 3].map((at) => between(at, at + 1, withRows(example, 100)));
    const left = run(many, 5e6, { ...roomy, maxBytes: 2.2 * bytesOf(many[0] as Window) });
    for (const { routes } of left) expect(routes).toHaveLength(100);
  });

  test('a newer window keeps its rows while an older one loses some', () => {
    const [old, young] = [between(0, 1, withRows(example, 300)), between(1, 2, withRows(example, 20))];
    const left = run([old, young], 5e6, { ...roomy, maxBytes: 0.7 * bytesOf(old) });
    expect(left).toHaveLength(2);
    expect(left[0]?.routes.length).toBeLessThan(250);
    expect(left[1]).toBe(young);
  });
});

test('the steps end, fit if possible, and lose no weight', () => {
  const sizes = fc.integer({ min: 1, max: 200_000 });
  const lists = fc.array(fc.tuple(windows, fc.integer({ min: 0, max: 60 })), { maxLength: 6 });
  fc.assert(
    fc.property(lists, sizes, (drawn, maxBytes) => {
      const list = drawn
        .map(([window, at], i) =>
          withRows(between(at, at + 1, { ...window, routes: example.routes }), 10 * i),
        )
        .sort((a, b) => a.startMicros - b.startMicros);
      const bounds = { ...roomy, maxBytes };
      const left = run(list, 62e6, bounds);
      const counted = ({ startMicros }: Window): boolean => startMicros >= 1e6;
      const rows = (of: readonly Window[]) => of.flatMap(({ routes }) => routes);
      const requests = (of: readonly Window[]) => rows(of).reduce((sum, row) => sum + row.requests, 0);
      expect(requests(left)).toBe(requests(list.filter(counted)));
      const weights = tallyOf(left, { stacks: false });
      const wanted = tallyOf(list.filter(counted), { stacks: false });
      expect(weights['(background) wall']).toBe(wanted['(background) wall']);
      expect(weights.elapsed).toBe(wanted.elapsed);
      if (bytesOfAll(left) > maxBytes) {
        expect(left).toHaveLength(1);
        expect(rows(left).filter(({ method }) => method !== '*')).toEqual([]);
      }
    }),
    { numRuns: 50 },
  );
});
