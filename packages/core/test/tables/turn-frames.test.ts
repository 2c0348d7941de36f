import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareWindows } from '../../src/comparison/compare.ts';
import type { FlameGraph } from '../../src/presentation/model/flame.ts';
import { type CallTree, totalsOf, weightOf, workColumns } from '../../src/profile/call-tree.ts';
import { TreeBuilder } from '../../src/profile/tree-builder.ts';
import type { RouteWindow, Window } from '../../src/profile/window.ts';
import { turnFrames, withoutTurns } from '../../src/tables/turn-frames.ts';
import { seeded, simulateRun } from '../comparison/simulate.ts';
import { profileOf, sum } from '../report/ask.ts';

const timers = 'node:internal/timers';
const queues = 'node:internal/process/task_queues';
const frame = (name: string, file: string, line = 1) => ({ name, file, line, column: 1 });
const frames = [
  frame('handle', '/app/a.js'),
  frame('helper', '/app/a.js', 9),
  frame('processTimers', timers),
  frame('listOnTimeout', timers),
  frame('runNextTicks', queues),
  frame('runMicrotasks', ''),
  frame('processTicksAndRejections', queues),
  // The same names in other files are other functions.
  frame('processTimers', '/app/timers.js'),
];
const turns = turnFrames(frames);

/** A tree of stacks, each as its frames from the root on, with so many samples. */
function treeOf(stacks: readonly (readonly [stack: readonly number[], samples: number])[]): CallTree {
  const builder = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1);
  for (const [stack, samples] of stacks) {
    const node = stack.reduce((above, number) => builder.child(above, number), 0);
    builder.add(node, samples, samples * 1_100, samples * 1_000);
  }
  return builder.finish();
}

function stacksOf(tree: CallTree): Record<string, number> {
  const { parent, frame: numbers } = tree;
  const { samples } = workColumns(tree);
  const stacks: string[] = [];
  const weights: Record<string, number> = {};
  parent.forEach((above, node) => {
    const stack = node === 0 ? '' : `${stacks[above]}/${numbers[node]}`;
    stacks.push(stack);
    if (samples[node] !== 0) weights[stack] = samples[node] as number;
  });
  return weights;
}

describe('frames that start a turn', () => {
  test('are Node’s own', () => {
    expect([...turns]).toEqual([2, 3, 4, 5, 6]);
  });

  test('are left out at the root, and calls below them are merged', () => {
    const tree = treeOf([
      [[2, 3, 4, 5, 0, 1], 3],
      [[6, 5, 0, 1], 4],
      [[0], 5],
      [[2, 3], 6],
      [[2, 3, 4], 1],
      // Below other calls they stay: these ran them.
      [[0, 5, 1], 7],
      [[7, 0], 8],
    ]);
    expect(stacksOf(withoutTurns(tree, turns))).toEqual({
      '/0': 5,
      '/0/1': 7,
      '/0/5/1': 7,
      '/3': 6,
      '/4': 1,
      '/7/0': 8,
    });
  });

  test('leave all weight, and each function its own', () => {
    const stack = fc.array(fc.nat(frames.length - 1), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(stack, fc.integer({ min: 1, max: 9 }))), (stacks) => {
        const tree = treeOf(stacks);
        const without = withoutTurns(tree, turns);
        expect(weightOf(without)).toEqual(weightOf(tree));
        const own = (of: CallTree) =>
          frames.map((_, number) =>
            workColumns(of).samples.reduce((sum, x, node) => (of.frame[node] === number ? sum + x : sum), 0),
          );
        expect(own(without)).toEqual(own(tree));
        // No remaining caller is at the root.
        const { samples } = workColumns(without);
        const total = totalsOf(without, samples);
        without.parent.forEach((above, node) => {
          if (node > 0 && above === 0 && turns.has(without.frame[node] as number))
            expect(total[node]).toBe(samples[node]);
        });
      }),
    );
  });
});

/** The same work, of which so much runs after a timer, and the rest after a microtask. */
function run(afterTimers: number, version: string, startMicros: number): Window {
  const window = simulateRun([{ name: 'x', route: '/a', cpuMicros: 1, sensitivity: 0 }], {
    random: seeded(2),
    drift: 0,
  });
  const tree = treeOf([
    [[2, 3, 4, 5, 0], afterTimers],
    [[6, 5, 0], 4_000 - afterTimers],
    [[0, 1], 2_000],
  ]);
  return {
    ...window,
    sources: window.sources.map((source) => ({ ...source, version })),
    startMicros,
    endMicros: startMicros + 1,
    elapsedMicros: 1_000_000,
    frames,
    routes: window.routes.map((route): RouteWindow => ({ ...route, tree })),
  };
}

const before = run(3_000, '1', 1);
const after = run(1_000, '2', 2_500_001);

describe('a report of one profile', () => {
  const ask = profileOf([before]);
  const named = (name: string) => frames.find((one) => one.name === name && one.file !== '/app/timers.js')!;
  const idOf = (name: string) => encodeURIComponent(`${name} ${named(name).file}:1:1`);

  test('merges what ran before an await with what ran after it, in every view', async () => {
    const { flame, scope } = await ask('view=flame');
    expect(flame!.frame.map((number) => flame!.frames[number]?.name)).toEqual([
      undefined,
      'GET /a',
      'handle',
      'helper',
    ]);
    expect(flame!.samples).toEqual([0, 0, 4_000, 2_000]);
    expect(sum(flame!.samples)).toBe(scope.samples);
    const { functions } = await ask('view=functions&sort=total');
    expect(functions.map(({ name, totalSamples }) => [name, totalSamples])).toEqual([
      ['handle', 6_000],
      ['helper', 2_000],
    ]);
    const { pivot } = await ask(`view=pivot&function=${idOf('handle')}`);
    expect(pivot!.callers.map(({ name, totalSamples }) => [name, totalSamples])).toEqual([['(root)', 6_000]]);
  });

  test('has every frame with fold=0, beside the page’s own switches', async () => {
    for (const fold of ['0', 'app.0']) {
      const { functions } = await ask(`view=functions&fold=${fold}`);
      expect(functions.map(({ name }) => name)).toContain('processTimers');
    }
    expect((await ask('view=functions&fold=app')).functions).toHaveLength(2);
  });

  test('shows a frame that starts a turn when it is requested', async () => {
    const id = idOf('processTimers');
    const { pivot } = await ask(`view=pivot&function=${id}`);
    expect(pivot!.function.totalSamples).toBe(3_000);
    expect((await ask(`view=flame&root=${id}`)).flame!.frames[0]?.name).toBe('processTimers');
  });
});

describe('a flame graph of two sides', () => {
  const ask = profileOf([before, after]);
  const query = 'view=flame&from=-2s&base=..-2s';
  const names = ({ frame: numbers, frames: rows }: FlameGraph) =>
    numbers.slice(1).map((number) => rows[number]?.name);

  test('has one call where callbacks ran after different starts of a turn', async () => {
    const { flame } = await ask(query);
    expect(names(flame!)).toEqual(['GET /a', 'handle', 'helper']);
    expect([flame!.samples, flame!.base!.samples]).toEqual([
      [0, 0, 4_000, 2_000],
      [0, 0, 4_000, 2_000],
    ]);
    const all = (await ask(`${query}&fold=0`)).flame!;
    expect(names(all)).toContain('runMicrotasks');
    expect([sum(all.samples), sum(all.base!.samples)]).toEqual([6_000, 6_000]);
  });

  test('has them with fold=0, and where one of them is asked for', async () => {
    const { functions } = await ask('view=functions&from=-2s&fold=0');
    const row = functions.find(({ name }) => name === 'runMicrotasks')!;
    expect(row.totalSamples).toBe(4_000);
    const { flame } = await ask(`${query}&root=${encodeURIComponent(row.id)}`);
    expect(names(flame!)).toEqual(['runMicrotasks', 'handle']);
    expect(flame!.base!.judged).toBeUndefined();
  });

  test('has the comparison’s verdicts for functions and for the whole', async () => {
    for (const route of ['', '&route=GET%20/a']) {
      const { flame } = await ask(query + route);
      const { comparison } = await ask(`${query.replace('flame', 'compare')}${route}`);
      const rows = new Map(comparison!.functions.map((row) => [row.id, row]));
      expect(flame!.frames.length).toBeGreaterThan(1);
      for (const { id, isRoute, judged } of flame!.frames) {
        if (isRoute === true) {
          expect(judged!.total).toEqual(comparison!.routes[0]!.cpuPerRequestMicros);
          continue;
        }
        expect(judged).toEqual({
          self: rows.get(id)?.selfCpuPerRequestMicros,
          total: rows.get(id)?.totalCpuPerRequestMicros,
        });
        expect(judged?.total.verdict).not.toMatch(/slower|faster/);
      }
      expect(flame!.base!.judged).toEqual(comparison!.overall.cpuPerRequestMicros);
    }
    expect((await ask('view=flame&from=-2s')).flame!.frames[0]).not.toHaveProperty('judged');
  });
});

test('the comparison has no row for what only starts turns, and a function is slower however they were started', () => {
  const alike = compareWindows({ window: before }, { window: after });
  expect(alike.functions.map(({ name }) => name).sort()).toEqual(['handle', 'helper']);

  const ofStacks = (ticks: number, microtasks: number): Window => {
    const tree = treeOf([
      [[4, 0], ticks],
      [[5, 0], microtasks],
      [[0, 1], 2_000],
    ]);
    return { ...before, routes: before.routes.map((route) => ({ ...route, tree })) };
  };
  // Below most of its turn starts it took no longer than before, because turns now start differently.
  const { functions } = compareWindows(
    { window: ofStacks(3_000, 1_000) },
    { window: ofStacks(2_900, 2_800) },
  );
  expect(functions.find(({ name }) => name === 'handle')?.verdict).toBe('slower');
});
