import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { AskedPosition } from '../../src/source-code/source-map-messages.ts';
import { createSourceMaps, type SourceMaps } from '../../src/source-code/source-maps.ts';
import { encodeMappings, type Segment } from '../fixtures/encode-mappings.ts';

const folder = mkdtempSync(join(tmpdir(), 'routeprof-'));
afterAll(() => rmSync(folder, { recursive: true }));

const failures: unknown[] = [];
function mapsWithin(maxBytes: number): SourceMaps {
  return createSourceMaps({
    maxFileBytes: maxBytes,
    maxKeptBytes: maxBytes,
    maxContentLength: 1_000,
    maxHeapMib: 16,
    onFailure: (error) => failures.push(error),
  });
}
const maps = mapsWithin(1_000_000);
let files = 0;
function write(map: object): string {
  const file = join(folder, `${files++}.js`);
  writeFileSync(file, `f();\n//# sourceMappingURL=${files - 1}.js.map`);
  writeFileSync(`${file}.map`, JSON.stringify(map));
  return file;
}

/** What the map of a file says; `undefined` when it was not read. */
async function ask(file: string, positions: readonly AskedPosition[], by = maps) {
  const answer = await by.positions(file, positions);
  return answer.kind === 'mapped' ? answer.positions : undefined;
}
const start = { line: 0, column: 0, nameLength: 0 };

const names = ['one', 'two', 'three'];
const sources = ['/a.ts', 'b.ts', 'webpack://app/c.ts'];
const shownSources = ['/a.ts', join(folder, 'b.ts'), 'webpack://app/c.ts'];

const segment: fc.Arbitrary<Segment> = fc.record({
  column: fc.nat(1_000_000),
  source: fc.integer({ min: -1, max: sources.length - 1 }),
  line: fc.nat(100_000),
  sourceColumn: fc.nat(5_000),
  name: fc.integer({ min: -1, max: names.length - 1 }),
});
/** In the order of their columns, as those who write maps have them. */
const line = fc
  .uniqueArray(segment, { maxLength: 6, selector: ({ column }) => column })
  .map((segments) => segments.sort((a, b) => a.column - b.column));
const lines = fc.array(line, { minLength: 1, maxLength: 6 });

/** What the map says of a position, found the simple way. */
function expected(mapped: readonly (readonly Segment[])[], at: { line: number; column: number }) {
  const found = mapped[at.line]?.findLast(({ column }) => column <= at.column);
  if (found === undefined || found.source < 0) return undefined;
  return { file: shownSources[found.source], line: found.line, column: found.sourceColumn };
}

test('a position is where the map says, in maps of one part and of several', async () => {
  await fc.assert(
    fc.asyncProperty(lines, lines, fc.nat(2_000), async (first, second, offsetColumn) => {
      const map = (mapped: readonly (readonly Segment[])[]) => ({
        version: 3,
        sources,
        names,
        mappings: encodeMappings(mapped),
      });
      // The second part begins somewhere in the line after the first.
      const offset = { line: first.length, column: offsetColumn };
      const sections = [
        { offset: { line: 0, column: 0 }, map: map(first) },
        { offset, map: map(second) },
      ];
      const shifted = second.map((segments, i) =>
        i > 0 ? segments : segments.map((each) => ({ ...each, column: each.column + offsetColumn })),
      );
      const all = [...first, ...shifted];
      const asked = [...all, []].flatMap((segments, at) =>
        [...segments.map(({ column }) => column), 0, 500, 2_000_000].flatMap((column) => [
          { line: at, column, nameLength: 0 },
          { line: at, column: column + 1, nameLength: 0 },
        ]),
      );
      const [one, several] = [write(map(all)), write({ version: 3, sections })];
      for (const file of [one, several]) {
        const positions = await ask(file, asked);
        expect(positions).toHaveLength(asked.length);
        positions?.forEach((position, i) => {
          const truth = expected(all, asked[i]!);
          if (truth === undefined) expect(position).toBeUndefined();
          else expect(position).toMatchObject(truth);
        });
      }
    }),
    { numRuns: 30 },
  );
  expect(failures).toEqual([]);
});

describe('a map that code names', () => {
  const map = { version: 3, sources, names, mappings: 'AAAA' };
  const kindOf = async (code: string): Promise<string> => {
    const file = write(map);
    writeFileSync(file, code.replace('MAP', `${basename(file)}.map`));
    return (await maps.positions(file, [start])).kind;
  };
  test.each([
    ['before other comments of tools', 'f();\n//# sourceMappingURL=MAP\n//# debugId=85314830-023f\n'],
    ['before a licence', 'f();\r\n//# sourceMappingURL=MAP\r\n/*! f\n * MIT **/ // f\n\n/**/'],
    ['after a tab', 'f();\n//#\tsourceMappingURL=MAP'],
    ['with the older sign', 'f();\n//@ sourceMappingURL=MAP\n'],
    ['as all that there is', '//# sourceMappingURL=MAP'],
    ['with a query', 'f();\n//# sourceMappingURL=MAP?v=1'],
  ])('is found %s', async (_where, code) => expect(await kindOf(code)).toBe('mapped'));

  test.each([
    ['before more code', 'f();\n//# sourceMappingURL=MAP\ng();\n//'],
    ['inside of another comment', 'f();\n/*\n//# sourceMappingURL=MAP\n*/'],
    ['before a comment without end', 'f();\n//# sourceMappingURL=MAP\n/* g'],
    ['with more text in its line', 'f();\n//# sourceMappingURL=MAP of f'],
  ])('is not, %s', async (_where, code) => expect(await kindOf(code)).toBe('unmapped'));

  test.each(['\uFEFF', ")]}'\n", "\uFEFF)]}'\r\n"])('is read after %o', async (before) => {
    const file = write({});
    writeFileSync(`${file}.map`, `${before}${JSON.stringify(map)}`);
    expect(await ask(file, [start])).toMatchObject([{ file: '/a.ts', line: 0 }]);
  });
});

test('a function has the name that it was written with, not that of its parameter', async () => {
  const at = (column: number, name: number): Segment => ({
    column,
    source: 0,
    line: 0,
    sourceColumn: 0,
    name,
  });
  // `function a(b){}` and `c=b=>1`: V8 says where the parameters begin.
  const file = write({
    version: 3,
    sources,
    names,
    mappings: encodeMappings([[at(9, 0), at(11, 1)], [at(2, 1)]]),
  });
  const positions = [
    { line: 0, column: 10, nameLength: 1 },
    { line: 1, column: 2, nameLength: 1 },
    { line: 0, column: 10, nameLength: 0 },
  ];
  const written = await ask(file, positions);
  expect(written?.map((position) => position?.name)).toEqual(['one', '', '']);
});

test('a map that is too large is reported, with its size', async () => {
  const file = write({ version: 3, sources, names, mappings: 'AAAA', filler: 'x'.repeat(3_000_000) });
  expect(await maps.positions(file, [start])).toMatchObject({
    kind: 'unread',
    problem: expect.stringMatching(/2\.9 MiB.* 1\.0 MiB, half of maxMemory/),
  });
});

test('a map with too many values is not parsed; text does not count as a value', async () => {
  const large = createSourceMaps({
    ...{ maxFileBytes: 8_000_000, maxKeptBytes: 8_000_000, maxContentLength: 1, maxHeapMib: 128 },
    onFailure: (error) => failures.push(error),
  });
  const map = { version: 3, sources, names, mappings: 'AAAA' };
  const values = Array(500_000).fill({});
  expect(await large.positions(write({ ...map, values }), [start])).toEqual({
    kind: 'unread',
    problem: expect.stringMatching(/source map in .*\.js\.map has more than 500000 values/),
  });
  const sourcesContent = ['{,["\\'.repeat(600_000), '\\\\"'];
  expect(await ask(write({ ...map, sourcesContent }), [start], large)).toMatchObject([{ line: 0 }]);
  expect(failures).toEqual([]);
});

test('a broken map does not affect others', async () => {
  const good = write({ version: 3, sources, names, mappings: 'AAAA' });
  const bad = ['!!', 'AAÿ', 'AAg,AA', `${'g'.repeat(9)}A`].map((mappings) =>
    write({ version: 3, sources, names, mappings }),
  );
  const answers = await Promise.all([...bad, good].map((file) => maps.positions(file, [start])));
  expect(answers.map(({ kind }) => kind)).toEqual([...bad.map(() => 'unread'), 'mapped']);
});

test('a loader may have a map for a file that names none or does not exist', async () => {
  const plain = join(folder, 'plain.js');
  writeFileSync(plain, 'f("sourceMappingURL=x");\n');
  const withoutMap = join(folder, 'without-map.js');
  writeFileSync(withoutMap, 'f();\n//# sourceMappingURL=gone.map');
  const answers = [plain, join(folder, 'gone.js'), withoutMap].map((file) => maps.positions(file, [start]));
  expect(await Promise.all(answers)).toEqual([
    { kind: 'unmapped' },
    { kind: 'unmapped' },
    { kind: 'unread' },
  ]);
});

test('a file that kills the thread does not affect later files', async () => {
  const good = write({ version: 3, sources, names, mappings: 'AAAA' });
  // As paths they take 160 MB, for which the thread's heap has no room.
  const bad = write({
    version: 3,
    sources: Array(40_000).fill(''),
    sourceRoot: 'x'.repeat(4_000),
    mappings: '',
  });
  const files = [good, bad, good, write({ version: 3, sources, names, mappings: 'AAAA' })];
  const answers = await Promise.all(files.map((file) => maps.positions(file, [start])));
  expect(answers.map(({ kind }) => kind)).toEqual(['mapped', 'unread', 'mapped', 'mapped']);
  expect(failures.splice(0).map(String)).toEqual([expect.stringMatching(/out of memory/i)]);
});

describe('a map takes little more than its own size', () => {
  const part = { version: 3, mappings: '', sources: [] };
  const at = (line: unknown) => ({ sections: [{ offset: { line, column: 0 }, map: part }] });
  test.each([
    ['empty lines before a section', at(1e9)],
    ['a line before the first', at(-5)],
    ['a line that is not a number', at(null)],
    ['a line beyond all numbers', { sections: [{ offset: { line: 1e300, column: 1e300 }, map: part }] }],
    ['fields without end', { sources, names, mappings: 'A'.repeat(900_000) }],
    ['lines without end', { sources, names, mappings: ';'.repeat(900_000) }],
    ['a name without end', { sources, names: ['x'.repeat(900_000)], mappings: 'AAAAA' }],
    ['many parts', { sections: Array(10_000).fill({ offset: { line: 0, column: 0 }, map: part }) }],
  ])('with %s', async (_what, map) => {
    const good = write({ version: 3, sources, names, mappings: 'AAAA' });
    const asked = [{ line: 9, column: 9, nameLength: 9 }, start];
    const answer = await maps.positions(write({ version: 3, ...map }), asked);
    expect(JSON.stringify(answer).length).toBeLessThan(200);
    expect(await ask(good, [start])).toMatchObject([{ line: 0 }]);
    expect(failures).toEqual([]);
  });
});

test('it returns the beginning of a source, and only what the map contains', async () => {
  const file = write({
    version: 3,
    sources,
    names,
    mappings: 'AAAA',
    sourcesContent: ['x'.repeat(5_000), null],
  });
  expect(await maps.content(file, '/a.ts')).toBe('x'.repeat(1_000));
  expect(await maps.content(file, join(folder, 'b.ts'))).toBeUndefined();
  expect(await maps.content(file, '/etc/passwd')).toBeUndefined();
});

test('if maps do not fit, the most recently used are kept', async () => {
  const small = mapsWithin(30_000);
  const mapped = (line: number): object => {
    const many = Array.from(
      { length: 2_500 },
      (_, column): Segment => ({ column, source: 0, line, sourceColumn: 2, name: -1 }),
    );
    return { version: 3, sources, names, mappings: encodeMappings([many]) };
  };
  const asked = [1, 2, 3].map((line) => write(mapped(line)));
  const lines = async (): Promise<unknown[]> => {
    const answers: unknown[] = [];
    for (const file of asked)
      answers.push((await ask(file, [{ ...start, column: 2_499 }], small))?.[0]?.line);
    return answers;
  };
  expect(await lines()).toEqual([1, 2, 3]);
  // A cached map is not read again, even if its file has changed.
  for (const file of asked) writeFileSync(`${file}.map`, JSON.stringify(mapped(9)));
  const [first, second, third] = await Promise.all(
    [...asked].reverse().map((file) => ask(file, [start], small)),
  );
  expect([first, second, third].map((each) => each?.[0]?.line)).toEqual([3, 2, 9]);
});

test('positions far into a long line are found as those in a short one', async () => {
  const long = Array.from(
    { length: 40_000 },
    (_, i): Segment => ({ column: 3 * i, source: i % 3, line: i, sourceColumn: i % 80, name: i % 3 }),
  );
  const file = write({ version: 3, sources, names, mappings: encodeMappings([[], long, long]) });
  const columns = Array.from({ length: 2_000 }, (_, i) => 61 * i);
  const asked = [1, 2].flatMap((line) => columns.map((column) => ({ line, column, nameLength: column % 3 })));
  const written = await ask(file, asked);
  expect(written).toEqual(
    asked.map(({ column, nameLength }) => {
      const i = Math.min(Math.floor(column / 3), long.length - 1);
      const isOwn = nameLength > 0 && column - 3 * i === nameLength;
      return { file: shownSources[i % 3], line: i, column: i % 80, name: isOwn ? names[i % 3] : '' };
    }),
  );
});
