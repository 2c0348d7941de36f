import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createSourceMaps, type SourceMaps } from '../../src/report/source-maps.ts';
import { encodeMappings, type Segment } from '../fixtures/encode-mappings.ts';

const folder = mkdtempSync(join(tmpdir(), 'routeprof-'));
afterAll(() => rmSync(folder, { recursive: true }));

const failures: unknown[] = [];
function mapsWithin(maxBytes: number): SourceMaps {
  return createSourceMaps({
    maxFileBytes: maxBytes,
    maxKeptBytes: maxBytes,
    maxContentLength: 1_000,
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

test('a position is where the map says, in maps of one part and of several', {
  timeout: 60_000,
}, async () => {
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
      const answers = await maps.positions([one, several].map((file) => ({ file, positions: asked })));
      for (const answer of answers ?? []) {
        expect(answer.hasMap).toBe(true);
        answer.positions.forEach((position, i) => {
          const truth = expected(all, asked[i]!);
          if (truth === undefined) expect(position).toBeUndefined();
          else expect(position).toMatchObject(truth);
        });
      }
      expect(answers).toHaveLength(2);
    }),
    { numRuns: 30 },
  );
  expect(failures).toEqual([]);
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
  const [answer] = (await maps.positions([{ file, positions }])) ?? [];
  expect(answer?.positions.map((position) => position?.name)).toEqual(['one', '', '']);
});

test('a map that is too large is said to be, with its size', async () => {
  const file = write({ version: 3, sources, names, mappings: 'AAAA', filler: 'x'.repeat(3_000_000) });
  const [answer] = (await maps.positions([{ file, positions: [] }])) ?? [];
  expect(answer).toMatchObject({
    hasMap: false,
    problem: expect.stringMatching(/2\.9 MiB.* 1\.0 MiB, half of maxMemory/),
  });
});

test('one broken map spoils no other', async () => {
  const good = write({ version: 3, sources, names, mappings: 'AAAA' });
  const bad = write({ version: 3, sources, names, mappings: '!!' });
  const positions = [{ line: 0, column: 0, nameLength: 0 }];
  const answers = await maps.positions(
    [bad, good, join(folder, 'gone.js')].map((file) => ({ file, positions })),
  );
  expect(answers?.map(({ hasMap }) => hasMap)).toEqual([false, true, false]);
});

test.each([1_000_000_000, -5, 1e300, '7', null])(
  'a section at line %s takes no memory, and spoils no other map',
  async (line) => {
    const good = write({ version: 3, sources, names, mappings: 'AAAA' });
    const map = { version: 3, sources: [], names: [], mappings: '' };
    const bad = write({ version: 3, sections: [{ offset: { line, column: 0 }, map }] });
    const positions = [{ line: 0, column: 0, nameLength: 0 }];
    const answers = await maps.positions([bad, good].map((file) => ({ file, positions })));
    expect(answers?.[1]).toMatchObject({ hasMap: true });
  },
);

test('of a source it gives the beginning, and nothing that the map does not contain', async () => {
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

test('what was kept makes room for what is asked now', async () => {
  const small = mapsWithin(30_000);
  const many = Array.from(
    { length: 900 },
    (_, column): Segment => ({ column, source: 0, line: 1, sourceColumn: 2, name: -1 }),
  );
  const each = { version: 3, sources, names, mappings: encodeMappings([many]) };
  const asked = [write(each), write(each), write(each)].map((file) => ({
    file,
    positions: [{ line: 0, column: 9, nameLength: 0 }],
  }));
  for (let i = 0; i < 2; i++) {
    for (const answer of (await small.positions(asked)) ?? [])
      expect(answer.positions).toMatchObject([{ line: 1 }]);
  }
});
