import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createSourcePositions } from '../../src/report/source-positions.ts';

const folder = mkdtempSync(join(tmpdir(), 'routeprof-'));
afterAll(() => rmSync(folder, { recursive: true }));

// Line 1 of the code is line 11 of the source; written out by hand: AAUA is "column 0, source 0, 10 lines on".
const map = { version: 3, sources: ['../src/app.ts'], names: [], mappings: 'AAUA' };
const at = (file: string) => [{ name: 'f', file, line: 1, column: 1 }];
const resolved = async (file: string) => (await createSourcePositions().resolve(at(file)))[0];

test('finds the source through a map beside the code, and through one inside it', async () => {
  const beside = join(folder, 'dist.js');
  writeFileSync(beside, 'f();\n//# sourceMappingURL=dist.js.map\n');
  writeFileSync(`${beside}.map`, JSON.stringify(map));
  expect(await resolved(beside)).toMatchObject({ file: join(folder, '../src/app.ts'), line: 11, column: 1 });

  const inside = join(folder, 'inline.js');
  const base64 = Buffer.from(JSON.stringify(map)).toString('base64');
  writeFileSync(inside, `f();\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${base64}\n`);
  expect(await resolved(inside)).toMatchObject({ line: 11 });
});

test.each([
  ['a map that is not there', '//# sourceMappingURL=none.map'],
  ['a map that is not JSON', '//# sourceMappingURL=data:application/json,%7Bnope'],
  ['a file that is not a map', '//# sourceMappingURL=/etc/hostname'],
  ['no map', ''],
])('%s leaves the position as it is', async (name, comment) => {
  const file = join(folder, `${name.replaceAll(' ', '-')}.js`);
  writeFileSync(file, `f();\n${comment}\n`);
  expect(await resolved(file)).toEqual(at(file)[0]);
});

test('reads nothing for code that is in no file', async () => {
  for (const file of ['', 'node:fs', 'evalmachine.<anonymous>', 'wasm://x']) {
    expect(await resolved(file)).toEqual(at(file)[0]);
  }
});

describe('source code', () => {
  const read = async (file: string) => {
    const sources = createSourcePositions();
    const [frame] = at(file);
    const [position] = await sources.resolve(at(file));
    return sources.readSource(frame!, position!);
  };
  const mapped = (name: string, changes: object) => {
    const file = join(folder, name);
    const base64 = Buffer.from(JSON.stringify({ ...map, ...changes })).toString('base64');
    writeFileSync(file, `f();\n//# sourceMappingURL=data:application/json;base64,${base64}\n`);
    return file;
  };

  test('is the file that ran, when there is no map', async () => {
    const file = join(folder, 'plain.js');
    writeFileSync(file, 'one\r\ntwo\nthree');
    expect(await read(file)).toEqual(['one', 'two', 'three']);
  });

  test('is what the map holds, also of files that are nowhere', async () => {
    expect(await read(mapped('held.js', { sourcesContent: ['a: number\nb'] }))).toEqual(['a: number', 'b']);
    const packed = { sources: ['webpack://app/src/a.ts'], sourcesContent: ['packed'] };
    expect(await read(mapped('packed.js', packed))).toEqual(['packed']);
  });

  test('is the file that the map names, if it is code', async () => {
    writeFileSync(join(folder, 'written.ts'), 'const a: number = 1;');
    writeFileSync(join(folder, 'secret.env'), 'PASSWORD=1');
    expect(await read(mapped('names.js', { sources: ['written.ts'] }))).toEqual(['const a: number = 1;']);
    expect(await read(mapped('leads-away.js', { sources: ['secret.env'] }))).toMatch(/not known as code/);
    expect(await read(mapped('leads-far.js', { sources: ['/etc/passwd'] }))).toMatch(/not known as code/);
  });

  test('is only the beginning of a large file', async () => {
    const file = join(folder, 'large.js');
    writeFileSync(file, `${'x'.repeat(99)}\n`.repeat(5_000));
    const lines = await read(file);
    expect(lines).toHaveLength(2_000);
    expect(lines.at(-1)).toHaveLength(99);
  });

  test.each([
    ['', /native code/],
    ['node:fs', /Node’s own code/],
    ['evalmachine.<anonymous>', /in no file/],
    ['wasm://x', /in no file/],
    [join(folder, 'gone.js'), /cannot be read/],
    [folder, /cannot be read/],
  ])('of %s is not there, and the answer says why', async (file, reason) => {
    expect(await read(file)).toMatch(reason);
  });
});
