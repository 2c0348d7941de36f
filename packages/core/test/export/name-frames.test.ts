import { describe, expect, test } from 'vitest';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { number, part, rawCpuProfile, row, sample, stacksIn, varint } from './raw-profile.ts';

type Text = (value: string) => number;
const line = (values: Readonly<Record<number, number | bigint>>) => row(4, values);
const location = (id: number, ...parts: number[][]) => part(4, [...number(1, id), ...parts.flat()]);

/** Where `f`, which says that it begins in this line, is found to be. */
async function placeOf(startLine: number | bigint, ...lines: (readonly (number | bigint)[])[]) {
  const { frames } = await readPprof(
    rawCpuProfile((text) => [
      row(5, { 1: 1, 2: text('f'), 4: text('/f.go'), 5: startLine }),
      ...lines.map(([at = 0, column = 0], i) => location(i + 1, line({ 1: 1, 2: at, 3: column }))),
    ]),
  );
  expect(frames).toMatchObject([{ name: 'f', file: '/f.go' }]);
  return [frames[0]?.line, frames[0]?.column];
}

test.each([
  ['nothing ran', 3, [], [3, 0]],
  ['nothing ran, and nothing is told', 0, [], [0, 0]],
  [
    'later lines ran',
    3,
    [
      [5, 7],
      [4, 2],
    ],
    [3, 0],
  ],
  [
    'its own line ran, too, first',
    3,
    [
      [3, 7],
      [4, 2],
    ],
    [3, 7],
  ],
  [
    'its own line ran, too, last',
    3,
    [
      [4, 2],
      [3, 7],
    ],
    [3, 7],
  ],
  [
    'only lines are told: the first of them',
    0,
    [
      [12, 1],
      [10, 5],
      [11, 3],
    ],
    [10, 5],
  ],
  [
    'one line ran twice: its first column',
    0,
    [
      [10, 5],
      [10, 9],
    ],
    [10, 5],
  ],
  ['earlier lines ran', 9, [[8, 2]], [9, 0]],
  ['lines are none', -4, [[-7, -2]], [0, 0]],
  ['lines are out of range', 2n ** 60n, [[2n ** 60n, 2n ** 60n]], [0, 0]],
])('where a function is when %s', async (_, startLine, lines, place) => {
  expect(await placeOf(startLine, ...lines)).toEqual(place);
});

test('functions that are alike in all are one, and others are not', async () => {
  const rows = (text: Text) => [
    { 2: text('f'), 4: text('/a'), 5: 1 },
    { 2: text('f'), 4: text('/a'), 5: 1 },
    { 2: text('f'), 4: text('/a'), 5: 2 },
    { 2: text('f'), 4: text('/b'), 5: 1 },
    { 2: text('g'), 4: text('/a'), 5: 1 },
    // The same texts, a second time in the table.
    { 2: 7, 4: 8, 5: 1 },
  ];
  const bytes = (isOurs: boolean) =>
    Uint8Array.from([
      ...rawCpuProfile((text) => [
        ...rows(text).map((values, i) => row(5, { 1: i + 1, ...values })),
        ...[1, 2, 3, 4, 5, 6].map((id) => location(id, line({ 1: id }))),
        ...[1, 2, 3, 4, 5, 6].map((id) => sample([id], [1_000])),
        ...(isOurs ? [part(1001, '{}')] : []),
      ]),
      ...part(6, 'f'),
      ...part(6, '/a'),
    ]);
  const window = await readPprof(bytes(false));
  expect(window.frames.map(({ name, file, line: at }) => `${name} ${file} ${at}`)).toEqual([
    ...['f /a 1', 'f /a 2', 'f /b 1', 'g /a 1'],
  ]);
  expect(window.runtime.background.columns[2]?.reduce((sum, value) => sum + value)).toBe(6);
  // What a tool has left of our own file keeps each, as each is a frame there.
  expect((await readPprof(bytes(true))).frames).toHaveLength(6);
});

describe('code without a function', () => {
  test('goes by its address and its program', async () => {
    const window = await readPprof(
      rawCpuProfile((text) => [
        part(3, [...number(1, 1), ...number(5, text('/bin/a'))]),
        part(3, [...number(1, 2), ...number(5, text('/bin/b'))]),
        location(1, number(3, 0x1f), number(2, 1)),
        location(2, number(2, 2), number(3, 0x1f)),
        location(3, number(2, 1), number(3, 0x1f)),
        location(4, number(2, 1), number(3, 0x20)),
        location(5, number(3, -1)),
        ...[1, 2, 3, 4, 5].map((id) => sample([id], [1_000])),
      ]),
    );
    expect(window.frames).toEqual(
      [
        ['0x1f', '/bin/a'],
        ['0x1f', '/bin/b'],
        ['0x20', '/bin/a'],
        ['0xffffffffffffffff', ''],
      ].map(([name, file]) => ({ name, file, line: 0, column: 0 })),
    );
    expect(stacksIn(window, window.runtime.background)['/0x1f']).toBeDefined();
    expect([...(window.runtime.background.frame ?? [])]).toEqual([-1, 0, 1, 2, 3]);
  });

  test('of a program that is not there is refused', async () => {
    const bytes = rawCpuProfile(() => [location(1, number(2, 7))]);
    await expect(readPprof(bytes)).rejects.toThrow('refers to mapping 7, which it does not have');
  });
});

test('a location may be of several functions, and they stay in their order', async () => {
  const window = await readPprof(
    rawCpuProfile((text) => [
      ...['inner', 'middle', 'outer'].map((name, i) => row(5, { 1: i + 1, 2: text(name) })),
      location(9, line({ 1: 1 }), line({ 1: 2 }), line({ 1: 3 })),
      sample([9], [1_000]),
    ]),
  );
  expect(stacksIn(window, window.runtime.background)).toEqual({ '/outer/middle/inner': [0, 0, 1] });
});

test('names of files count as names of functions do: far longer than the bytes is refused', async () => {
  const long = 'n'.repeat(100_000);
  const bytes = (count: number) =>
    rawCpuProfile((text) =>
      Array.from({ length: count }, (_, i) => row(5, { 1: i + 1, 2: text('f'), 4: text(long), 5: i + 1 })),
    );
  expect((await readPprof(bytes(600))).frames).toHaveLength(600);
  await expect(readPprof(bytes(720))).rejects.toThrow(/names of the profile’s functions are far longer/);
});

test('what is referred to must be there', async () => {
  const missing = (...parts: number[][]) => readPprof(rawCpuProfile(() => parts));
  await expect(missing(location(1, line({ 1: 4 })))).rejects.toThrow('refers to function 4,');
  await expect(missing(part(2, [...part(1, varint(8)), ...part(2, varint(5))]))).rejects.toThrow(
    'refers to location 8,',
  );
});
