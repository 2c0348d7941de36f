import { describe, expect, test } from 'vitest';
import { atOnce } from '../../src/in-turns.ts';
import { columnsOf } from '../../src/pprof/read-columns.ts';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { readStacks } from '../../src/pprof/read-stacks.ts';
import { type PprofTables, readTables } from '../../src/pprof/read-tables.ts';
import { functionsOf, number, part, rawCpuProfile, rawProfile, row, sample } from './raw-profile.ts';

type Text = (value: string) => number;
const tablesOf = (make: Parameters<typeof rawProfile>[0]): PprofTables =>
  atOnce(readTables(rawProfile(make)));

test('all that profile.proto has is known, what it says beside the profile is not looked at', async () => {
  const everything = (text: Text) => [
    row(1, { 1: text('cpu'), 2: text('ns') }),
    part(2, [
      ...part(1, [1]),
      ...part(2, [0xe8, 7]),
      ...row(3, { 1: text('bytes'), 3: 4096, 4: text('bytes') }),
    ]),
    row(3, {
      1: 1,
      2: 0x1000,
      3: 0x2000,
      4: 5,
      5: text('/bin/shop'),
      6: text('build'),
      7: 1,
      8: 1,
      9: 1,
      10: 1,
    }),
    row(3, { 1: 2, 5: text('/lib/c.so') }),
    part(4, [
      ...number(1, 1),
      ...number(2, 1),
      ...number(3, 0x1234),
      ...row(4, { 1: 1, 2: 9, 3: 4 }),
      ...number(5, 1),
    ]),
    row(5, { 1: 1, 2: text('f'), 3: text('_f'), 4: text('/f.c'), 5: 9 }),
    row(5, { 1: 2, 3: text('_g') }),
    ...[7, 8].map((field) => number(field, text('drop.*'))),
    number(9, 5_000_000),
    number(10, 3_000),
    row(11, { 1: text('cpu'), 2: text('us') }),
    number(12, 100),
    number(13, text('a comment')),
    number(14, text('cpu')),
    number(15, text('https://example.com')),
  ];
  const tables = tablesOf(everything);
  expect(tables).toMatchObject({
    sampleTypes: [{ type: 'cpu', unit: 'ns' }],
    ...{ timeNanos: 5_000_000, durationNanos: 3_000, period: 100, periodUnit: 'us' },
    ...{ program: '/bin/shop', defaultType: 'cpu', head: undefined, statistics: undefined },
    frames: [
      { name: 'f', file: '/f.c', line: 9, column: 4 },
      { name: '_g', file: '', line: 0, column: 0 },
    ],
    unknown: { count: 0 },
  });
  expect([tables.framesAt(1), tables.text(tables.sampleTypes.length)]).toEqual([[0], 'cpu']);
  const window = await readPprof(rawProfile(everything));
  expect([window.startMicros, window.endMicros, window.unknown]).toEqual([5_000, 5_003, undefined]);
});

test('a profile that says nothing has nothing', () => {
  expect(tablesOf(() => [])).toMatchObject({
    ...{ sampleTypes: [], frames: [], timeNanos: 0, durationNanos: 0, period: 0 },
    ...{ periodUnit: '', program: '', defaultType: '', unknown: { count: 0 } },
  });
});

test('a type may have no unit, and a unit no type', () => {
  const { sampleTypes } = tablesOf((text) => [row(1, { 1: text('goroutines') }), row(1, { 2: text('ns') })]);
  expect(sampleTypes).toEqual([
    { type: 'goroutines', unit: '' },
    { type: '', unit: 'ns' },
  ]);
});

describe('what a later version of the format may add', () => {
  const later = [number(16, 300), part(17, 'abc')] as const;

  test('is kept as it stands, and counted', async () => {
    const bytes = rawCpuProfile(() => [later[0], number(9, 1_000), later[1]]);
    const { unknown, startMicros } = await readPprof(bytes);
    const fields = Buffer.from(later.flat());
    expect(unknown).toEqual({ fields, head: {}, statistics: {}, inside: {}, count: 2 });
    expect(startMicros).toBe(1);
  });

  test('changes nothing within what is known', () => {
    const more = [...number(90, 77), ...part(91, 'x')];
    const tables = tablesOf((text) => [
      part(1, [...number(1, text('cpu')), ...number(2, text('ns')), ...more]),
      part(3, [...number(1, 1), ...number(5, text('/bin/shop')), ...more]),
      part(5, [
        ...number(1, 1),
        ...number(2, text('f')),
        ...number(4, text('/f.c')),
        ...number(5, 3),
        ...more,
      ]),
      part(4, [
        ...number(1, 1),
        ...part(4, [...number(1, 1), ...number(2, 3), ...number(3, 2), ...more]),
        ...more,
      ]),
      part(11, [...number(2, text('ns')), ...more]),
    ]);
    expect(tables).toMatchObject({
      sampleTypes: [{ type: 'cpu', unit: 'ns' }],
      ...{ program: '/bin/shop', periodUnit: 'ns' },
      frames: [{ name: 'f', file: '/f.c', line: 3, column: 2 }],
    });
    expect(tables.framesAt(1)).toEqual([0]);
  });

  test('is 10,000 fields at most', async () => {
    const fields = (count: number) => rawCpuProfile(() => Array.from({ length: count }, () => number(16, 1)));
    expect((await readPprof(fields(10_000))).unknown?.count).toBe(10_000);
    await expect(readPprof(fields(10_001))).rejects.toThrow('more than 10000 fields of a later version');
  });
});

describe('numbers of rows', () => {
  test.each([
    ['mapping', 3],
    ['location', 4],
    ['function', 5],
  ])('each %s has one of its own', async (what, field) => {
    const read = (...ids: number[]) => readPprof(rawCpuProfile(() => ids.map((id) => row(field, { 1: id }))));
    await expect(read(1, 2, 3)).resolves.toBeDefined();
    await expect(read(1, 0)).rejects.toThrow(`The profile has a ${what} without a number. Whatever wrote it`);
    await expect(read(3, 1, 3)).rejects.toThrow(
      `The profile has two ${what}s of number 3. Whatever wrote it`,
    );
    await expect(readPprof(rawCpuProfile(() => [part(field, [])]))).rejects.toThrow('without a number');
  });
});

test.each([
  ['a type', 1, 2],
  ['a mapping', 3, 5],
  ['a location', 4, 3],
  ['a function', 5, 4],
])('%s whose parts are of another kind is refused', async (_, field, inner) => {
  const read = (contents: number[]) => readPprof(rawCpuProfile(() => [contents]));
  await expect(read(number(field, 1))).rejects.toThrow(
    `Field ${field} of the profile is not text or a message`,
  );
  await expect(read(part(field, [...number(1, 1), ...part(inner, 'x')]))).rejects.toThrow(
    `Field ${inner} of the profile is not a number`,
  );
});

describe('the loop gets a turn', () => {
  const profileOf = (functions: number, samples: number) =>
    rawCpuProfile((text) => [
      functionsOf(text, ...Array.from({ length: functions }, (_, i) => `f${i}`)),
      ...Array.from({ length: samples }, () => sample([1], [1])),
    ]);
  const stops = (steps: Generator) => [...steps].length;

  test('after each 256 fields, and each 256 places that get a name', () => {
    // A type, then a function, a location and a text each, and three texts.
    expect(stops(readTables(profileOf(1_000, 0)))).toBe(Math.floor(3_004 / 256) + Math.floor(1_000 / 256));
    expect(stops(readTables(profileOf(10, 0)))).toBe(0);
  });

  test('after each 256 fields in which samples may be', () => {
    const bytes = profileOf(1, 2_000);
    const tables = atOnce(readTables(bytes));
    const columns = columnsOf(tables.sampleTypes);
    expect(stops(readStacks(bytes, tables, columns, -1, String))).toBe(Math.floor(2_007 / 256));
  });
});
