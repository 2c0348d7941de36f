import { gunzipSync } from 'node:zlib';
import { Profile } from 'pprof-format';
import { describe, expect, test } from 'vitest';
import { standsForNone } from '../../src/pprof/file-head.ts';
import { ProfileFormatError } from '../../src/pprof/profile-format-error.ts';
import { readOwnPprof, readPprof } from '../../src/pprof/read-pprof.ts';
import { writePprofNow } from '../../src/pprof/write-pprof.ts';
import { canonicalTree } from '../../src/profile/canonical-tree.ts';
import type { Measure } from '../../src/profile/measure.ts';
import { TreeBuilder } from '../../src/profile/tree-builder.ts';
import type { Window } from '../../src/profile/window.ts';
import { exampleWindows } from '../fixtures/windows.ts';
import { number, part, row, sample, varint } from './raw-profile.ts';
import { headField, partsOf, statisticsField, writeVersionOne } from './version-one.ts';

const [example] = exampleWindows(1) as [Window];
const waits = [
  { name: 'delay', unit: 'nanoseconds' },
  { name: 'contentions', unit: 'count' },
];
/** Work and another measure, nothing of which is garbage collection: that would tell on its own. */
const window: Window = {
  ...example,
  routes: example.routes.map((route) => ({ ...route, gcMicros: 0 })),
  runtime: {
    ...example.runtime,
    ...{ gcMicros: 0, gcSamples: 0, gcCpuMicros: 0 },
    others: { waits: treeOf(waits) },
  },
};

function treeOf(measures: readonly Measure[]) {
  const builder = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1, undefined, measures);
  for (const column of measures.keys()) builder.addTo(column, builder.child(0, 0), 3 + column);
  return canonicalTree(builder.finish());
}

// biome-ignore lint/suspicious/noExplicitAny: it is changed in ways that no type allows.
type Statistics = any;

/** The file with other statistics, and more fields behind its own. */
function changed(change: (given: Statistics) => void, ...more: number[][]): Uint8Array {
  const { head, statistics, rest } = partsOf(writePprofNow(window));
  const given = JSON.parse(statistics);
  change(given);
  return Buffer.concat([
    headField(head),
    rest,
    Buffer.from(more.flat()),
    statisticsField(JSON.stringify(given)),
  ]);
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const error = await readPprof(bytes).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProfileFormatError);
  expect(await readOwnPprof(bytes).catch((thrown: unknown) => thrown)).toEqual(error);
  return (error as Error).message;
}

const notTogether =
  'The profile’s request statistics do not belong to its samples: something has changed one without the other. Take the file as it was written.';
/** The text's place in the file's table. */
const textAt = (value: string): number => {
  const { rest } = partsOf(writePprofNow(window));
  const place = Profile.decode(rest).stringTable.strings.indexOf(value);
  expect(place).toBeGreaterThan(0);
  return place;
};
const label = (key: string, value: string) => row(3, { 1: textAt(key), 2: textAt(value) });

test('what nothing has changed is read, with what it stands for', async () => {
  expect((await readPprof(changed(() => {}))).runtime.others).toEqual(window.runtime.others);
  const standsFor = { covers: ['a'], beneath: ['b', 'c'] };
  const read = await readOwnPprof(writePprofNow(window, standsFor));
  expect(read).toEqual({ window: await readPprof(changed(() => {})), standsFor });
  expect(read.window.unknown).toBeUndefined();
});

test.each<[string, (given: Statistics) => void]>([
  ['a function fewer', (given) => given.frames--],
  ['a function more', (given) => given.frames++],
  ['a request more', ({ routes }) => routes[0].requests++],
  ['a route fewer', ({ routes }) => routes.pop()],
  ['another name of a route', ({ routes }) => (routes[0].route += '2')],
  ['another method of a route', ({ routes }) => (routes[0].method = 'PUT')],
  ['no word of other trees', (given) => delete given.others],
  ['other trees that count nothing', ({ others }) => (others[0].measures = [])],
  ['a second tree of one name', ({ others }) => others.push({ name: 'waits', measures: [] })],
  ['the name of the row’s own tree', ({ others }) => (others[0].name = '')],
  ['a tree of nothing', ({ others }) => others.push({ name: 'none', measures: [] })],
  ['a measure more', ({ others }) => others[0].measures.push({ name: 'a', unit: 'bytes' })],
  ['a measure fewer', ({ others }) => others[0].measures.pop()],
  ['measures in another order', ({ others }) => others[0].measures.reverse()],
])('statistics with %s do not belong to the samples', async (_, change) => {
  expect(await refusal(changed(change))).toBe(notTogether);
});

test('in version 1, which tells no sums, another name of a route is noticed as well', async () => {
  const { others: _, ...runtime } = window.runtime;
  const old = gunzipSync(writeVersionOne({ ...window, runtime }));
  const [{ route }] = window.routes as [Window['routes'][number]];
  const renamed = Buffer.from(
    old.toString('latin1').replace(`"route":"${route}"`, `"route":"${route.slice(0, -1)}~"`),
    'latin1',
  );
  const { window: read, standsFor } = await readOwnPprof(old);
  expect([read.routes.length, read.unknown, standsFor]).toEqual([
    window.routes.length,
    undefined,
    standsForNone,
  ]);
  expect(await refusal(renamed)).toBe(notTogether);
});

describe('samples that the statistics know nothing of are refused', () => {
  const none = Array.from({ length: 3 + waits.length }, () => 0);

  test('of a tree: its name is told, not at length', async () => {
    const rename = (name: string) => changed(({ others }) => (others[0].name = name));
    expect(await refusal(rename('else'))).toBe(
      'A sample belongs to the tree "waits", which the file’s request statistics do not list. Use the file as routeprof wrote it.',
    );
    const last = Profile.decode(partsOf(writePprofNow(window)).rest).stringTable.strings.length;
    const long = [...part(6, 'n'.repeat(50)), ...sample([1], none, row(3, { 1: textAt('tree'), 2: last }))];
    expect(await refusal(changed(() => {}, long))).toContain(`the tree "${'n'.repeat(40)}", which the`);
  });

  test('of a function that is only there for garbage collection', async () => {
    const background = label('route', '(background)');
    const gc = window.frames.length + 1;
    expect(await refusal(changed(() => {}, sample([gc, 1], none, background)))).toBe(notTogether);
    const inTree = [...background, ...label('tree', 'waits')];
    expect(await refusal(changed(() => {}, sample([gc], none, inTree)))).toBe(notTogether);
  });

  test('of a location that is no function', async () => {
    const nowhere = part(4, number(1, 999));
    expect(await refusal(changed(() => {}, nowhere))).toContain(
      'refers to function 0, which it does not have',
    );
    expect(await refusal(changed(() => {}, sample([998], none)))).toContain('refers to location 998,');
    const other = part(4, [...number(1, 999), ...row(4, { 1: 777 })]);
    expect(await refusal(changed(() => {}, other))).toContain('refers to function 777,');
  });
});

test('two heads, two statistics, and a head that is a number', async () => {
  const { head, statistics, rest } = partsOf(writePprofNow(window));
  const twice = 'These are two profiles in one file. Give them as two files.';
  const own = [headField(head), rest, statisticsField(statistics)];
  expect(await refusal(Buffer.concat([...own, headField(head)]))).toBe(twice);
  expect(await refusal(Buffer.concat([...own, statisticsField(statistics)]))).toBe(twice);
  for (const field of [1000, 1001])
    expect(await refusal(Buffer.concat([rest, Buffer.from([...varint(field * 8), 7])]))).toContain(
      `Field ${field} of the profile is not text or a message`,
    );
});
