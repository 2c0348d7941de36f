import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportFileName } from '../../src/export/formats.ts';
import { selectWindow } from '../../src/export/select-window.ts';
import { atOnce } from '../../src/in-turns.ts';
import { emptyTree, weightOf } from '../../src/profile/call-tree.ts';
import { canonicalTree } from '../../src/profile/canonical-tree.ts';
import { LatencyBuilder } from '../../src/profile/latency.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { treesOf } from '../../src/profile/named-trees.ts';
import type { Window } from '../../src/profile/window.ts';
import type { Frame } from '../../src/sample/stack-tree.ts';
import { createFilter } from '../../src/selection/filter.ts';
import { sumFunctions } from '../../src/tables/functions.ts';
import { sitePositions } from '../../src/tables/site-names.ts';
import { traceOf, tracesOf } from '../fixtures/any-traces.ts';
import { mixedWindows, windows } from '../fixtures/windows.ts';
import { profileOf } from '../report/ask.ts';

const merged = fc.array(mixedWindows, { minLength: 1, maxLength: 3 }).map((parts) => mergeWindows(parts));
const everything = { route: '', filter: undefined };

function addedUp(window: Window): number {
  const { idleMicros, gcMicros } = window.runtime;
  return treesOf(window).reduce((sum, tree) => sum + weightOf(tree).wallMicros, idleMicros + gcMicros);
}

describe('without route and filter', () => {
  test('it is the whole window, with the frames that it uses', async () => {
    await fc.assert(
      fc.asyncProperty(merged, async (window) => {
        const whole = await selectWindow(window, window.frames, everything);
        const { frames, ...rest } = whole;
        expect({ ...rest, routes: [], runtime: {} }).toEqual({
          ...window,
          frames: undefined,
          routes: [],
          runtime: {},
        });
        expect(treesOf(whole).map(weightOf)).toEqual(treesOf(window).map(weightOf));
        const used = new Set(treesOf(whole).flatMap(({ frame }) => [...frame.subarray(1)]));
        expect(used.size).toBe(frames.length);
      }),
    );
  });

  test('functions with the same source position are one', async () => {
    await fc.assert(
      fc.asyncProperty(merged, async (window) => {
        const one = { name: 'one', file: '/src/a.ts', line: 1, column: 1 };
        const whole = await selectWindow(
          window,
          window.frames.map(() => one),
          everything,
        );
        expect(whole.frames.length).toBeLessThanOrEqual(1);
        expect(treesOf(whole).map(weightOf)).toEqual(treesOf(window).map(weightOf));
      }),
    );
  });
});

test('traces have the positions of the original source, too', async () => {
  const [ran, beside, native] = ['/dist/a.js', '/dist/b.js', ''].map((file) => ({
    ...{ name: 'load', file, line: 1, column: 900 },
  })) as [Frame, Frame, Frame];
  const original = (at: Frame) => ({ ...at, file: at.file.replace('dist', 'src'), line: 14, column: 3 });
  const wait = { kind: 'net', target: '', operation: '', library: '', operations: 1 } as const;
  const waits = [ran, { ...ran, column: 950 }].map((inner) => ({
    ...{ ...wait, stack: [inner, beside, native], site: 0, micros: 10, parallelMicros: 0, threadMicros: 0 },
  }));
  const [example] = fc.sample(windows, { numRuns: 1, seed: 1 }) as [Window];
  const row = { method: 'GET', route: '/traced', requests: 1, statusClasses: [0, 1, 0, 0, 0], aborted: 0 };
  const window: Window = {
    ...example,
    frames: waits.map(({ stack }) => stack[0] as Frame),
    routes: [
      {
        ...{ ...row, latency: new LatencyBuilder().finish(), gcMicros: 0, tree: emptyTree },
        traces: tracesOf([traceOf({ waits })]),
      },
    ],
    runtime: { ...example.runtime, background: emptyTree, profiler: emptyTree },
  };
  const labelled = window.frames.map((frame) => ({ ...original(frame), label: 'a label' }));
  const sites = sitePositions([beside], [original(beside)]);
  const { routes } = await selectWindow(window, labelled, everything, sites);
  const { sample = [], sites: places = [] } = routes[0]?.traces ?? {};
  const stack = [original(ran), original(beside), native];
  expect(sample[0]?.waits.map((one) => one.stack)).toEqual([stack, stack]);
  expect(places).toMatchObject([{ frame: original(ran), traced: 2, micros: 20 }]);
});

describe('of one route', () => {
  test('it holds what the report says of it, and adds up', async () => {
    await fc.assert(
      fc.asyncProperty(windows, async (window) => {
        const ask = profileOf([window]);
        const source = mergeWindows([window]);
        const { routeNames } = await ask('');
        for (const route of routeNames) {
          const part = await selectWindow(source, source.frames, { route, filter: undefined });
          const { scope } = await ask(`route=${encodeURIComponent(route)}`);
          const weights = treesOf(part).map(weightOf);
          const { gcCpuMicros, gcSamples } = part.runtime;
          expect(weights.reduce((sum, { cpuMicros }) => sum + cpuMicros, gcCpuMicros)).toBe(scope.cpuMicros);
          expect(weights.reduce((sum, { samples }) => sum + samples, gcSamples)).toBe(scope.samples);
          expect(part.elapsedMicros).toBe(addedUp(part));
          expect(part.routes.map(({ requests }) => requests)).toEqual(
            source.routes.filter((row) => `${row.method} ${row.route}` === route).map((row) => row.requests),
          );
        }
      }),
    );
  });

  test('that does not exist, the error is that of the report', async () => {
    const [window] = fc.sample(merged, { seed: 1, numRuns: 1 }) as [Window];
    await expect(
      selectWindow(window, window.frames, { route: 'GET /none', filter: undefined }),
    ).rejects.toThrow(/There is no route "GET \/none"/);
  });
});

describe('with a filter', () => {
  test('it is the stacks in which a function matches', async () => {
    const filter = await createFilter('f2');
    await fc.assert(
      fc.asyncProperty(merged, async (window) => {
        const part = await selectWindow(window, window.frames, { route: '', filter });
        const wanted = window.frames.findIndex(({ name }) => name === 'f2');
        const found = part.frames.findIndex(({ name }) => name === 'f2');
        const all = atOnce(sumFunctions(treesOf(window).map(canonicalTree), window.frames.length));
        const kept = atOnce(sumFunctions(treesOf(part).map(canonicalTree), part.frames.length));
        const sum = treesOf(part).reduce((total, tree) => total + weightOf(tree).cpuMicros, 0);
        const whole = all.totalCpuMicros[wanted] ?? 0;
        expect(sum).toBe(whole);
        expect(kept.totalCpuMicros[found] ?? 0).toBe(whole);
        expect(part.elapsedMicros).toBe(addedUp(part));
        expect(part.routes.map(({ requests }) => requests)).toEqual(
          window.routes.map(({ requests }) => requests),
        );
        for (const tree of treesOf(part)) {
          for (let node = 1; node < tree.parent.length; node++) {
            // Each leaf has the function on its stack.
            if (tree.parent.includes(node)) continue;
            let at = node;
            while (at > 0 && tree.frame[at] !== found) at = tree.parent[at] as number;
            expect(at).toBeGreaterThan(0);
          }
        }
      }),
    );
  });

  test('garbage collection is a function like others', async () => {
    const [window] = fc.sample(merged, { seed: 2, numRuns: 1 }) as [Window];
    const gc = await createFilter('/garbage/');
    const part = await selectWindow(window, window.frames, { route: '', filter: gc });
    expect(part.frames).toEqual([]);
    expect(part.elapsedMicros).toBe(window.runtime.gcMicros);
  });
});

test('file names are letters, digits, dots and dashes', () => {
  const [window] = fc.sample(merged, { seed: 1, numRuns: 1 }) as [Window];
  const at = { ...window, endMicros: Date.UTC(2026, 2, 1, 12, 0, 33) * 1000 };
  expect(exportFileName(at, 'GET /orders/:id', 'pb.gz')).toBe(
    'routeprof-s-GET-orders-id-2026-03-01T12-00-33.pb.gz',
  );
  expect(exportFileName({ ...at, sources: [] }, '', 'txt')).toBe('routeprof-2026-03-01T12-00-33.txt');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (route) => {
      expect(exportFileName(at, route, 'pb.gz')).toMatch(/^[A-Za-z0-9.-]+$/);
    }),
  );
});
