import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlameGraph } from '../../src/presentation/model/flame.ts';
import type { ReportModel } from '../../src/presentation/model/report.ts';
import { weightOf } from '../../src/profile/call-tree.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { RouteWindow, Window } from '../../src/profile/window.ts';
import { wholeNumbers } from '../../src/report/flame-base.ts';
import { windows } from '../fixtures/windows.ts';
import { profileOf, sum } from './ask.ts';

/** The measured time of a window. */
const timed = windows.filter(({ elapsedMicros }) => elapsedMicros > 0);
const some = fc.array(timed, { minLength: 1, maxLength: 3 });
const gcName = '(garbage collector)';

/** The base before the second second, and what is chosen after it. */
const query = 'view=flame&from=-2s&base=..-2s';

function moved(window: Window, byMicros: number, version: string): Window {
  return {
    ...window,
    sources: window.sources.map((source) => ({ ...source, version })),
    startMicros: window.startMicros + byMicros,
    endMicros: window.startMicros + byMicros + 1,
  };
}

/** Two profiles, one before and one after. */
const pairs = fc.tuple(some, some).map(([before, after]) => ({
  before: before.map((window) => moved(window, 0, '1')),
  after: after.map((window) => moved(window, 2_500_000, '2')),
}));

function ask({ before, after }: { before: readonly Window[]; after: readonly Window[] }) {
  return profileOf([...before, ...after]);
}

/** Nodes with a function, and those of the garbage collection. */
function nodesOf({ parent, frame, frames }: FlameGraph, gc: boolean): number[] {
  return [...parent.keys()].filter((node) => (frames[frame[node] as number]?.name === gcName) === gc);
}

const of = (nodes: readonly number[], values: readonly number[]): number =>
  sum(nodes.map((node) => values[node] as number));

/** The weights of each stack. */
function byStack({ parent, frame, frames, samples, cpuMicros, wallMicros }: FlameGraph) {
  const stacks: string[] = [];
  const weights = new Map<string, readonly (number | undefined)[]>();
  parent.forEach((above, node) => {
    const stack = node === 0 ? '' : `${stacks[above]}\n${frames[frame[node] as number]?.id}`;
    stacks.push(stack);
    weights.set(stack, [samples[node], cpuMicros[node], wallMicros[node]]);
  });
  return weights;
}

function flameOf(model: ReportModel) {
  const { flame } = model;
  if (flame?.base === undefined) throw new Error('There is no flame graph of two sides');
  return { flame, base: flame.base };
}

describe('a flame graph of two sides', () => {
  test('adds up on both sides, however much is pruned', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, fc.integer({ min: 10, max: 30 }), async (pair, nodes) => {
        const model = await ask(pair)(`${query}&nodes=${nodes}`);
        const { flame, base } = flameOf(model);
        expect(flame.parent.length).toBeLessThanOrEqual(nodes);
        const calls = nodesOf(flame, false);
        expect({
          samples: sum(flame.samples),
          cpuMicros: sum(flame.cpuMicros),
          wallMicros: sum(flame.wallMicros),
        }).toEqual(model.scope);

        const [before, after] = [mergeWindows(pair.before), mergeWindows(pair.after)];
        let cpuMicros = 0;
        let samples = 0;
        let left = 0;
        const time = before.elapsedMicros > 0 ? after.elapsedMicros / before.elapsedMicros : 0;
        for (const route of before.routes) {
          const same = after.routes.find((one) => isSame(one, route));
          const requests = same?.requests ?? 0;
          const scale =
            route.requests === 0 && requests === 0
              ? time
              : route.requests === 0
                ? 0
                : requests / route.requests;
          cpuMicros += scale * weightOf(route.tree).cpuMicros;
          if (scale > 0) samples += weightOf(route.tree).samples;
          else left += weightOf(route.tree).samples;
        }
        cpuMicros += time * weightOf(before.runtime.background).cpuMicros;
        if (time > 0) samples += weightOf(before.runtime.background).samples;
        // Consecutive nodes are exact within 1, and the collector's node may stand between two such runs.
        expect(Math.abs(of(calls, base.cpuMicros) - cpuMicros)).toBeLessThanOrEqual(2);
        expect(of(calls, base.samples)).toBe(samples);
        expect(base.leftOut.samples).toBe(left);
      }),
    );
  });

  test('is the graph of one side if the other is empty', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.integer({ min: 10, max: 30 }), async (parts, nodes) => {
        const asked = profileOf(parts);
        const { flame, base } = flameOf(await asked(`view=flame&nodes=${nodes}&base=version:none`));
        const alone = (await asked(`view=flame&nodes=${nodes}`)).flame!;
        expect(byStack(flame)).toEqual(byStack(alone));
        expect(flame.pruned).toEqual(alone.pruned);
        expect(sum([...base.cpuMicros, ...base.samples])).toBe(0);
      }),
    );
  });

  test('has the same weight on both sides where nothing changed', async () => {
    await fc.assert(
      fc.asyncProperty(some, async (parts) => {
        const same = parts.map((window) => moved(window, 0, '1'));
        const model = await ask({
          before: same,
          after: same.map((window) => moved(window, 2_500_000, '2')),
        })(query);
        const { flame, base } = flameOf(model);
        for (const [node, cpu] of flame.cpuMicros.entries())
          expect(Math.abs(cpu - base.cpuMicros[node]!)).toBeLessThanOrEqual(1);
        expect(base.samples).toEqual(flame.samples);
      }),
    );
  });

  test('counts per request: three times as many of the same change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(timed, async (window) => {
        const one = [moved(window, 0, '1')];
        const three = [0, 1, 2].map((at) => moved(window, 2_500_000 + at, '2'));
        const { flame, base } = flameOf(await ask({ before: one, after: three })(query));
        const calls = nodesOf(flame, false);
        for (const node of calls) {
          expect(Math.abs(flame.cpuMicros[node]! - base.cpuMicros[node]!)).toBeLessThanOrEqual(1);
          expect(flame.samples[node]!).toBe(3 * base.samples[node]!);
        }
      }),
    );
  });

  test('of one function adds up to what it took', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async (pair) => {
        const asked = ask(pair);
        for (const row of (await asked('view=functions&from=-2s')).functions.slice(0, 3)) {
          const { flame } = flameOf(await asked(`${query}&root=${encodeURIComponent(row.id)}`));
          expect(sum(flame.cpuMicros)).toBe(row.totalCpuMicros);
          expect(sum(flame.samples)).toBe(row.totalSamples);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('matches a function whose line has moved, and has both profiles’ garbage collection', async () => {
    const [window] = fc.sample(
      timed.filter(({ routes }) => routes.some(({ tree }) => tree.parent.length > 3)),
      { numRuns: 1, seed: 3 },
    ) as [Window];
    const shifted = { ...window, frames: window.frames.map((frame) => ({ ...frame, line: frame.line + 7 })) };
    const pair = { before: [moved(window, 0, '1')], after: [moved(shifted, 2_500_000, '2')] };
    const { flame, base } = flameOf(await ask(pair)(query));
    expect(flame.cpuMicros.every((cpu, node) => Math.abs(cpu - base.cpuMicros[node]!) <= 1)).toBe(true);
    const gc = nodesOf(flame, true);
    const { gcMicros } = window.runtime;
    expect(gcMicros).toBeGreaterThan(0);
    expect([of(gc, flame.wallMicros), of(gc, base.wallMicros)]).toEqual([gcMicros, gcMicros]);
  });
});

function isSame(a: RouteWindow, b: RouteWindow): boolean {
  return a.method === b.method && a.route === b.route;
}

test('any sequence of numbers is rounded to within one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1e9, noNaN: true })),
      fc.nat(),
      fc.nat(),
      (values, x, y) => {
        const whole = wholeNumbers(Float64Array.from(values));
        const [from, to] = [Math.min(x, y) % (values.length + 1), Math.max(x, y) % (values.length + 1)];
        expect(whole.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
        expect(Math.abs(sum(whole.slice(from, to)) - sum(values.slice(from, to)))).toBeLessThanOrEqual(1.001);
      },
    ),
  );
});

test('routes and functions are compared by the rule of routeprof diff', async () => {
  const [pair] = fc.sample(pairs, { numRuns: 1, seed: 11 });
  const model = await ask(pair!)('view=compare&from=-2s&base=..-2s&filter=/a&limit=1');
  const { compareWindows } = await import('../../src/comparison/compare.ts');
  const { renderJson } = await import('../../src/render/json.ts');
  const whole = compareWindows(
    { window: mergeWindows(pair!.before), appFolder: '/app' },
    { window: mergeWindows(pair!.after), appFolder: '/app' },
  );
  const { comparison, counts } = model;
  expect(renderJson({ ...comparison!, routes: [], functions: [] })).toBe(
    renderJson({ ...whole, routes: [], functions: [] }),
  );
  expect(comparison!.routes).toEqual(whole.routes.filter(({ route }) => route.includes('/a')).slice(0, 1));
  expect(counts.routes.all).toBe(whole.routes.length);
  expect(model.base).toMatchObject({ overlaps: false, requests: whole.base.requests });
});
