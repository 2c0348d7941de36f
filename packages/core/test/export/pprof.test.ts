import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProfileFormatError } from '../../src/pprof/profile-format-error.ts';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { writePprof } from '../../src/pprof/write-pprof.ts';
import { columnOf, weightOf } from '../../src/profile/call-tree.ts';
import { canonicalTree } from '../../src/profile/canonical-tree.ts';
import { isSameMeasure, type Measure } from '../../src/profile/measure.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { NamedTrees } from '../../src/profile/named-trees.ts';
import type { Window } from '../../src/profile/window.ts';
import { mixedWindows } from '../fixtures/windows.ts';
import { withChanged } from '../fixtures/work.ts';
import { headField, partsOf, statisticsField } from './version-one.ts';

const merged = fc.array(mixedWindows, { minLength: 1, maxLength: 3 }).map((parts) => mergeWindows(parts));

/** All named trees of one name count the same when they come back. */
function inCanonicalOrder(window: Window): Window {
  const { runtime, routes } = window;
  const counted = new Map<string, Measure[]>();
  for (const { others = {} } of [runtime, ...routes]) {
    for (const [name, { measures }] of Object.entries(others)) {
      const known = counted.get(name) ?? [];
      known.push(...measures.filter((measure) => !known.some((one) => isSameMeasure(one, measure))));
      counted.set(name, known);
    }
  }
  const ordered = ({ others }: { readonly others?: NamedTrees }) =>
    others && {
      others: Object.fromEntries(
        Object.entries(others).map(([name, tree]) => {
          const measures = counted.get(name) as Measure[];
          const none = new Float64Array(tree.parent.length);
          const columns = measures.map((measure) => columnOf(tree, measure) ?? none);
          return [name, canonicalTree({ ...tree, measures, columns })];
        }),
      ),
    };
  return {
    ...window,
    routes: routes.map((route) => ({ ...route, tree: canonicalTree(route.tree), ...ordered(route) })),
    runtime: {
      ...runtime,
      background: canonicalTree(runtime.background),
      profiler: canonicalTree(runtime.profiler),
      ...ordered(runtime),
    },
  };
}

describe('our own profiles', () => {
  test('a window comes back unchanged, merged or as a process closed it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(mixedWindows, merged), async (window) => {
        expect(await readPprof(await writePprof(window))).toEqual(inCanonicalOrder(window));
      }),
    );
  });

  test('a profile comes back to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(mixedWindows, async (window) => {
        const bytes = await writePprof(window);
        expect(Buffer.from(await writePprof(await readPprof(bytes))).equals(bytes)).toBe(true);
      }),
    );
  });

  test('times that are larger than a number can hold in nanoseconds are kept', async () => {
    const [window] = fc.sample(mixedWindows, { seed: 1, numRuns: 1 }) as [Window];
    const { background } = window.runtime;
    const large = {
      ...window,
      runtime: {
        ...window.runtime,
        background: withChanged(background, ({ cpuMicros }) => ({ cpuMicros: cpuMicros.with(0, 2 ** 52) })),
      },
    };
    expect(await readPprof(await writePprof(large))).toEqual(inCanonicalOrder(large));
  });

  test('invalid Unicode is kept in the name of a route', async () => {
    const [window] = fc.sample(
      mixedWindows.filter(({ routes }) => routes.length > 0),
      { seed: 1, numRuns: 1 },
    ) as [Window];
    const odd = {
      ...window,
      routes: window.routes.map((route, i) => ({ ...route, route: `/\ud800${i} ü\0` })),
    };
    expect(await readPprof(await writePprof(odd))).toEqual(inCanonicalOrder(odd));
  });

  test('statistics of another profile are told apart from its own', async () => {
    const [one, other] = fc.sample(
      mixedWindows.filter(({ routes }) => routes.length === 2),
      { seed: 3, numRuns: 2 },
    ) as [Window, Window];
    const renamed = {
      ...other,
      routes: other.routes.map((route) => ({ ...route, route: `${route.route}2` })),
    };
    const heavier = {
      ...one,
      routes: one.routes.map((route) => ({
        ...route,
        tree: withChanged(route.tree, ({ cpuMicros }) => ({
          cpuMicros: cpuMicros.with(0, 1 + (cpuMicros[0] ?? 0)),
        })),
      })),
    };
    const { head, statistics, rest } = partsOf(await writePprof(one));
    const mixed = async (from: Window): Promise<Buffer[]> => {
      const parts = partsOf(await writePprof(from));
      return [
        Buffer.concat([headField(parts.head), rest, statisticsField(parts.statistics)]),
        Buffer.concat([headField(parts.head), rest, statisticsField(statistics)]),
      ];
    };
    const wrong = [
      ...(await mixed(renamed)),
      (await mixed(heavier))[1] as Buffer,
      Buffer.concat([headField(head), rest, statisticsField(partsOf(await writePprof(renamed)).statistics)]),
    ];
    for (const bytes of wrong) await expect(readPprof(bytes)).rejects.toThrow(/do not belong/);
    await expect(readPprof(Buffer.concat([headField(head), rest]))).rejects.toThrow(/damaged/);
    const twice = Buffer.concat([await writePprof(one), await writePprof(other)]);
    await expect(readPprof(twice)).rejects.toThrow(ProfileFormatError);
  });

  test('our own profile, after another tool has dropped our fields, is read by its labels', async () => {
    await fc.assert(
      fc.asyncProperty(merged, async (made) => {
        const ofRoutes = made.routes.reduce((sum, { gcMicros }) => sum + gcMicros, 0);
        const window = { ...made, runtime: { ...made.runtime, gcMicros: ofRoutes + 7 } };
        const read = await readPprof(partsOf(await writePprof(window)).rest);
        const { background, profiler, gcMicros, gcSamples, gcCpuMicros } = window.runtime;
        expect(read.runtime).toMatchObject({ gcMicros, gcSamples, gcCpuMicros });
        expect(weightOf(read.runtime.background)).toEqual(weightOf(background));
        expect(weightOf(read.runtime.profiler)).toEqual(weightOf(profiler));
        for (const { method, route, tree, gcMicros } of window.routes) {
          const same = read.routes.find((other) => other.method === method && other.route === route);
          expect(same ? weightOf(same.tree) : weightOf(canonicalTree(tree))).toEqual(weightOf(tree));
          expect(same?.gcMicros ?? 0).toBe(gcMicros);
        }
      }),
    );
  });
});
