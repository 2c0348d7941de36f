import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
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
