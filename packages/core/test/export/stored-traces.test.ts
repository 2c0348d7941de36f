import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProfileFormatError } from '../../src/pprof/profile-format-error.ts';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { readTraces } from '../../src/pprof/traces-json.ts';
import { writePprofNow } from '../../src/pprof/write-pprof.ts';
import { foldRows } from '../../src/profile/fold-rows.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { RouteTraces } from '../../src/profile/route-traces.ts';
import type { Trace } from '../../src/profile/trace.ts';
import { lastTraceBin } from '../../src/profile/trace-bins.ts';
import type { RouteWindow, Window } from '../../src/profile/window.ts';
import { anyRouteTraces, traceOf, tracesOf } from '../fixtures/any-traces.ts';
import { exampleWindows } from '../fixtures/windows.ts';
// biome-ignore lint/correctness/useImportExtensions: it is packed, and only its types are beside it.
import * as earlier from './fixtures/earlier-release.mjs';
import { headField, partsOf, statisticsField } from './version-one.ts';

const [example] = exampleWindows(1) as [Window];

type TracedWindow = Window & {
  readonly routes: readonly [{ readonly traces: RouteTraces }, ...RouteWindow[]];
};

function windowWith(traces: RouteTraces): TracedWindow {
  const [row, ...others] = example.routes as [RouteWindow];
  return { ...example, routes: [{ ...row, traces }, ...others] };
}

async function readBack(window: Window): Promise<Window> {
  return await readPprof(writePprofNow(window));
}

/** Two traces that have something of everything. */
const [calls, ended] = [
  ['query', 'load', 'handler'].map((name, i) => ({ name, file: `/app/${name}.js`, line: i + 1, column: 2 })),
  { ...{ atMicros: 1e15, status: 200, weightMilli: 20_500, cpuMicros: 3, waitMicros: 40, totalMicros: 49 } },
];
const wait = { kind: 'net', target: 'postgres db:5432', operation: 'select … ?', library: 'pg' } as const;
const full = windowWith(
  tracesOf([
    traceOf({
      ...{
        ...ended,
        id: 'one',
        queuedMicros: 6,
        beforeNodeMicros: 7,
        tracingMicros: 3,
        beforeNodeMaxMicros: 8,
        isForced: true,
      },
      waits: [
        { ...wait, stack: calls, site: 1, operations: 20, micros: 30, parallelMicros: 5, threadMicros: 3 },
        {
          ...wait,
          kind: 'timer',
          stack: [],
          site: -1,
          operations: 1,
          micros: 10,
          parallelMicros: 0,
          threadMicros: 3,
        },
      ],
      blame: [{ method: 'GET', route: '/slow', micros: 6, beforeNodeMicros: 7 }],
      steps: [
        { kind: 'own', startMicros: 0, micros: 3, wait: -1, by: -1 },
        { kind: 'wait', startMicros: 3, micros: 30, wait: 0, by: -1 },
        { kind: 'queued', startMicros: 33, micros: 6, wait: -1, by: 0 },
        { kind: 'wait', startMicros: 39, micros: 10, wait: 1, by: -1 },
      ],
    }),
    traceOf({
      ...{ ...ended, id: 'two' },
      waits: [
        { ...wait, stack: calls, site: 1, operations: 20, micros: 40, parallelMicros: 5, threadMicros: 3 },
      ],
      steps: [
        { kind: 'gc', startMicros: 0, micros: 9, wait: -1, by: -1 },
        { kind: 'wait', startMicros: 9, micros: 40, wait: -1, by: -1 },
      ],
      blame: [{ method: '', route: '(gc)', micros: 6, beforeNodeMicros: 7 }],
    }),
  ]),
);

// biome-ignore lint/suspicious/noExplicitAny: it is changed in ways that no type allows.
type Stored = any;

function changed(change: (traces: Stored, row: Stored) => void): Uint8Array {
  const { head, statistics, rest } = partsOf(writePprofNow(full));
  const given = JSON.parse(statistics);
  change(given.routes[0].traces, given.routes[0]);
  return gzipSync(Buffer.concat([headField(head), rest, statisticsField(JSON.stringify(given))]));
}

describe('traces in a file', () => {
  test('come back as they are', async () => {
    expect((await readBack(full)).routes[0]?.traces).toEqual(full.routes[0].traces);
    await fc.assert(
      fc.asyncProperty(anyRouteTraces, async (traces) => {
        const { routes } = await readBack(windowWith(traces));
        expect(routes.map((row) => row.traces)).toEqual([traces, ...routes.slice(1).map(() => undefined)]);
      }),
    );
  });

  test('share their frames and places, in the file and when they come back', async () => {
    const once = partsOf(writePprofNow(full)).statistics;
    expect(once.split('/app/query.js').length - 1).toBe(1);
    expect(once).toMatch(/^[ -~]+$/);
    const { sample = [], slowest = [] } = (await readBack(full)).routes[0]?.traces ?? {};
    const stacks = [...sample, ...slowest].map(({ waits }) => waits[0]?.stack);
    expect(stacks).toHaveLength(3);
    expect(new Set(stacks).size).toBe(1);
    expect(slowest.filter((trace) => sample.includes(trace))).toHaveLength(1);
  });

  test('keep what a later version has written beside them in a copy, and count it when it is dropped', async () => {
    const later = await readPprof(
      changed((traces) => {
        traces.quantiles = [1];
        traces.bins.energy = [2];
      }),
    );
    expect(later.routes[0]?.unknown).toEqual({ traces: { quantiles: [1] } });
    const copied = JSON.parse(partsOf(writePprofNow(mergeWindows([later]))).statistics);
    expect(copied.routes.map((row: Stored) => row.traces?.quantiles).filter(Boolean)).toEqual([[1]]);
    expect(mergeWindows([later, full]).droppedFields).toBe(1);
    expect(mergeWindows([foldRows(later, 0)]).droppedFields).toBe(1);
  });

  test('of a kind that only a later version knows are of another kind', async () => {
    const { routes } = await readPprof(
      changed(({ sites, kept }) => {
        sites.kind[0] = 'gpu';
        kept.places.kind[0] = 'gpu';
      }),
    );
    expect(routes[0]?.traces?.sites.map(({ kind }) => kind)).toContain('other');
    expect(routes[0]?.traces?.slowest.map((trace: Trace) => trace.waits[0]?.kind)).toContain('other');
  });

  test('are put in order, and added up where they are the same', async () => {
    const twice = changed(({ bins, sites, blame }) => {
      for (const table of [bins, sites, blame])
        for (const key of Object.keys(table)) table[key] = [...table[key].toReversed(), ...table[key]];
    });
    const [{ traces }] = (await readPprof(twice)).routes as TracedWindow['routes'];
    const { bins, sites } = traces;
    const once = full.routes[0].traces;
    expect(bins.map(({ bin, traced }) => [bin, traced])).toEqual(
      once.bins.map(({ bin, traced }) => [bin, 2 * traced]),
    );
    expect(sites.map(({ micros }) => micros)).toEqual(once.sites.map(({ micros }) => 2 * micros));
  });
});

describe('damaged traces are refused', () => {
  const stored = JSON.parse(partsOf(writePprofNow(full)).statistics).routes[0].traces;
  const refused = (change: (traces: Stored) => void): void => {
    const traces = structuredClone(stored);
    change(traces);
    expect(() => readTraces(traces)).toThrow(ProfileFormatError);
  };

  /** The paths to everything in a value. */
  function* pathsIn(value: Stored, path: readonly string[] = []): Generator<readonly string[]> {
    if (path.length > 0) yield path;
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) yield* pathsIn(value[key], [...path, key]);
  }
  const paths = [...pathsIn(stored)];
  const setAt = (traces: Stored, path: readonly string[], value: unknown): void => {
    const last = path.at(-1) as string;
    const above = path.slice(0, -1).reduce((at, key) => at[key], traces);
    if (value === undefined && Array.isArray(above)) above.splice(Number(last), 1);
    else if (value === undefined) delete above[last];
    else above[last] = value;
  };

  test('whatever is missing, or of another type', () => {
    expect(paths.length).toBeGreaterThan(150);
    // What may be left out: numbers of a list, without which there is one trace fewer.
    const mayBeFewer = (path: readonly string[]) => /^(?:sample|slowest),/.test(path.join());
    for (const path of paths) {
      if (!mayBeFewer(path)) refused((traces) => setAt(traces, path, undefined));
      for (const value of [null, { a: 1 }]) refused((traces) => setAt(traces, path, value));
    }
    for (const value of [null, 1, 'a', undefined, true])
      expect(() => readTraces(value)).toThrow(ProfileFormatError);
  });

  test('whatever number is not whole, or negative, or out of bounds', () => {
    const numbers = paths.filter(
      (path) => typeof path.reduce((at, key) => at[key], stored as Stored) === 'number',
    );
    expect(numbers.length).toBeGreaterThan(80);
    for (const path of numbers)
      for (const value of [-1, 0.5, 2 ** 53, '1']) refused((traces) => setAt(traces, path, value));
  });

  test.each<[string, (traces: Stored) => void]>([
    ['a bin that is none', ({ bins }) => (bins.bin[0] = lastTraceBin + 1)],
    ['a trace that is not there', ({ sample }) => (sample[0] = 2)],
    ['a place that is not there', ({ kept }) => (kept.waits.place[0] = 3)],
    ['a frame that is not there', ({ kept }) => (kept.stacks[0] = 3)],
    ['a site beyond its stack', ({ kept }) => (kept.places.site[0] = 4)],
    ['more calls than there are', ({ kept }) => (kept.places.calls[0] = 4)],
    ['more waits than there are', ({ kept }) => (kept.traces.waits[0] = 4)],
    ['more blame than there is', ({ kept }) => (kept.traces.blame[0] = 3)],
    ['more steps than there are', ({ kept }) => (kept.traces.steps[0] = 7)],
    ['own work with a wait', ({ kept }) => (kept.steps.what[stepOf(kept, 0)] = 4)],
    ['garbage collection with a wait', ({ kept }) => (kept.steps.what[stepOf(kept, 1)] = 5)],
    ['a step of a wait that is not there', ({ kept }) => (kept.steps.what[stepOf(kept, 3)] = 3 + 4 * 3)],
    ['a step of blame that is not there', ({ kept }) => (kept.steps.what[stepOf(kept, 2)] = 2 + 4 * 2)],
  ])('%s', (_, change) => {
    refused(change);
  });

  test('also as a part of a file', async () => {
    const damaged = changed((traces) => traces.bins.bin.pop());
    await expect(readPprof(damaged)).rejects.toThrow(/statistics are damaged/);
    await expect(readPprof(changed((_, row) => (row.traces = null)))).rejects.toThrow(ProfileFormatError);
  });

  /** The place of the first step of a kind. */
  function stepOf(kept: Stored, kind: number): number {
    const at = kept.steps.what.findIndex((what: number) => what % 4 === kind);
    expect(at).toBeGreaterThanOrEqual(0);
    return at;
  }
});

test('an earlier release reads the rest of the file', async () => {
  const { window } = await earlier.readOwnPprof(writePprofNow(full));
  expect(window).toEqual((await earlier.readOwnPprof(writePprofNow(example))).window);
});
