import { Profile } from 'pprof-format';
import { describe, expect, test } from 'vitest';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { writePprofNow } from '../../src/pprof/write-pprof.ts';
import { emptyTree } from '../../src/profile/call-tree.ts';
import { canonicalTree } from '../../src/profile/canonical-tree.ts';
import type { Measure } from '../../src/profile/measure.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { TreeBuilder } from '../../src/profile/tree-builder.ts';
import type { Window } from '../../src/profile/window.ts';
import { exampleWindows } from '../fixtures/windows.ts';
import { headField, partsOf, statisticsField } from './version-one.ts';

const [example] = exampleWindows(1) as [Window];
const { runtime } = example;
/** An empty window, to which tests add data. */
const bare: Window = {
  ...example,
  routes: [],
  runtime: {
    ...runtime,
    ...{ background: emptyTree, profiler: emptyTree, gcMicros: 0, gcSamples: 0, gcCpuMicros: 0 },
  },
};

/** The file as pprof's tools see it. */
function fileOf(window: Window) {
  // Its reader cannot skip our two fields.
  const profile = Profile.decode(partsOf(writePprofNow(window)).rest);
  const text = (at: number | bigint | undefined): string => profile.stringTable.strings[Number(at)] ?? '';
  return {
    types: profile.sampleType.map(({ type, unit }) => `${text(type)}/${text(unit)}`),
    first: text(profile.defaultSampleType),
    period: Number(profile.period),
    program: text(profile.mapping[0]?.filename),
    samples: profile.sample.map(({ locationId, value, label }) => ({
      depth: locationId.length,
      values: value.map(Number),
      labels: label.map(({ key, str }) => `${text(key)}=${text(str)}`),
    })),
  };
}

function treeOf(measures: readonly Measure[], values: readonly number[]) {
  const builder = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1, undefined, measures);
  const node = builder.child(0, 0);
  for (const [column, value] of values.entries()) builder.addTo(column, node, value);
  return canonicalTree(builder.finish());
}
const count = (name: string): Measure => ({ name, unit: 'count' });
const work = ['samples/count', 'cpu/nanoseconds', 'wall/nanoseconds'];

test('the file has the program’s name and the sampling rate', () => {
  const [source] = example.sources;
  const of = (rate: number) =>
    fileOf({
      ...bare,
      sources: [{ ...(source as (typeof example.sources)[number]), service: 'shop', rate }],
    });
  expect([of(99).program, of(99).period, of(1000).period, of(0).period]).toEqual([
    'shop',
    10_101_010,
    1_000_000,
    0,
  ]);
  const none = fileOf({ ...bare, sources: [] });
  expect([none.program, none.period, none.types, none.first]).toEqual(['', 0, work, 'cpu']);
});

test.each([
  ['none', {}, []],
  ['time alone', { gcMicros: 5 }, [[0, 0, 5_000]]],
  ['samples alone', { gcSamples: 3 }, [[3, 0, 0]]],
  ['CPU time alone', { gcCpuMicros: 4 }, [[0, 4_000, 0]]],
  ['all', { gcMicros: 5, gcSamples: 3, gcCpuMicros: 4 }, [[3, 4_000, 5_000]]],
])('garbage collection outside of routes is a sample without a label: %s', (_, gc, values) => {
  const { samples } = fileOf({ ...bare, runtime: { ...bare.runtime, ...gc } });
  expect(samples).toEqual(values.map((value) => ({ depth: 1, values: value, labels: [] })));
});

test('garbage collection of routes is labelled, and the rest follows', () => {
  const [row] = example.routes as [Window['routes'][number]];
  const rows = [
    { ...row, route: '/a', gcMicros: 3, tree: emptyTree },
    { ...row, route: '/b', gcMicros: 0, tree: emptyTree },
  ];
  const gc = { gcMicros: 6, gcSamples: 4, gcCpuMicros: 2 };
  const { samples } = fileOf({ ...bare, routes: rows, runtime: { ...bare.runtime, ...gc } });
  expect(samples).toEqual([
    { depth: 1, values: [2, 1_000, 3_000], labels: [`route=${row.method} /a`] },
    { depth: 1, values: [2, 1_000, 3_000], labels: [] },
  ]);
});

test('named trees add their types, each under a name of its own, and a label to their samples', () => {
  const others = {
    waits: treeOf([count('delay'), { name: 'delay', unit: 'nanoseconds' }], [1, 2]),
    imported: treeOf([count('delay'), count('cpu')], [3, 4]),
  };
  const window = { ...bare, runtime: { ...runtime, others } };
  const { types, first, samples } = fileOf(window);
  expect(types).toEqual([
    ...work,
    'cpu_count/count',
    'delay/count',
    'delay_count/count',
    'delay_nanoseconds/nanoseconds',
  ]);
  expect(first).toBe('cpu');
  const labelled = samples.filter(({ labels }) => labels.some((label) => label.startsWith('tree=')));
  expect(labelled).toEqual([
    { depth: 1, values: [0, 0, 0, 4, 3, 0, 0], labels: ['route=(background)', 'tree=imported'] },
    { depth: 1, values: [0, 0, 0, 0, 0, 1, 2], labels: ['route=(background)', 'tree=waits'] },
  ]);
});

test('another tool’s profile with only named trees has only their types, unlike our own', async () => {
  const others = { imported: treeOf([count('a'), count('b')], [3, 4]) };
  const own = { ...bare, runtime: { ...bare.runtime, others } };
  expect(fileOf(own)).toMatchObject({ types: [...work, 'a/count', 'b/count'], first: 'cpu' });
  const window = { ...own, sources: own.sources.map((source) => ({ ...source, engine: 'pprof' })) };
  expect(fileOf(window)).toMatchObject({
    types: ['a/count', 'b/count'],
    first: 'b',
    samples: [{ values: [3, 4] }],
  });
  expect(fileOf({ ...window, preferred: count('a') }).first).toBe('a');
  expect((await readPprof(writePprofNow(window))).runtime.others).toEqual(others);
  for (const has of [
    { gcMicros: 1 },
    { gcSamples: 1 },
    { gcCpuMicros: 1 },
    { background: treeOf([count('samples')], [0]) },
    { profiler: runtime.profiler },
  ])
    expect(fileOf({ ...window, runtime: { ...window.runtime, ...has } }).types).toEqual([
      ...work,
      'a/count',
      'b/count',
    ]);
  const [row] = example.routes as [Window['routes'][number]];
  expect(fileOf({ ...window, routes: [row] }).types).toHaveLength(5);
  expect(fileOf({ ...window, routes: [{ ...row, tree: emptyTree }] }).types).toHaveLength(2);
});

test('data that is written in several parts comes back complete', async () => {
  const builder = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1);
  const frames = Array.from({ length: 1_203 }, (_, i) => ({
    name: `f${i}`,
    file: '/a.js',
    line: i + 1,
    column: 1,
  }));
  for (const i of frames.keys())
    builder.add(builder.child(i % 2 === 0 ? 0 : builder.child(0, i - 1), i), 1, i, i);
  const background = canonicalTree(builder.finish());
  const window = { ...bare, frames, runtime: { ...bare.runtime, background } };
  const read = await readPprof(writePprofNow(window));
  expect(read.frames).toEqual(frames);
  expect(read.runtime.background).toEqual(background);
});

describe('names and types in a file', () => {
  const others = { waits: treeOf([count('a')], [3]), imported: treeOf([count('a')], [4]) };
  const window = { ...bare, runtime: { ...bare.runtime, others } };
  /** The file with other words about its named trees. */
  const told = (change: (trees: { name: string; measures: object[] }[]) => object[]): Uint8Array => {
    const { head, statistics, rest } = partsOf(writePprofNow(window));
    const given = JSON.parse(statistics);
    const json = JSON.stringify({ ...given, others: change(given.others) });
    return Buffer.concat([headField(head), rest, statisticsField(json)]);
  };

  test('a tree may have the name of a property of every object', async () => {
    const named = JSON.parse('{"__proto__":0,"constructor":1}');
    const odd = Object.fromEntries(Object.keys(named).map((name) => [name, treeOf([count('a')], [7])]));
    const read = await readPprof(writePprofNow({ ...window, runtime: { ...window.runtime, others: odd } }));
    expect(Object.entries(read.runtime.others ?? {})).toEqual(Object.entries(odd));
    expect(Object.getPrototypeOf(read.runtime.others)).toBe(Object.prototype);
    const merged = mergeWindows([read, read]).runtime.others ?? {};
    expect(Object.keys(merged).sort()).toEqual(['__proto__', 'constructor']);
  });

  test.each<[string, Parameters<typeof told>[0]]>([
    ['two trees of one name', (trees) => trees.map((tree) => ({ ...tree, name: 'waits' }))],
    ['the name of the row’s own tree', (trees) => trees.map((tree) => ({ ...tree, name: '' }))],
    ['a tree of nothing', (trees) => [...trees, { name: 'none', measures: [] }]],
    [
      'a measure more than there are values',
      (trees) => trees.map((tree) => ({ ...tree, measures: [...tree.measures, count('b')] })),
    ],
    ['another unit', (trees) => trees.map((tree) => ({ ...tree, measures: [{ name: 'a', unit: 'bytes' }] }))],
  ])('%s is refused', async (_, change) => {
    await expect(readPprof(told((trees) => trees))).resolves.toBeDefined();
    await expect(readPprof(told(change))).rejects.toThrow('do not belong to its samples');
  });
});
