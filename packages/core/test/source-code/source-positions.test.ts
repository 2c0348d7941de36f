import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Frame } from '../../src/sample/stack-tree.ts';
import { fileOriginOf } from '../../src/source-code/origin.ts';
import { packageFolder } from '../../src/source-code/source-files.ts';
import { createSourcePositions as create } from '../../src/source-code/source-positions.ts';

const positionsUrl = new URL('../../src/source-code/source-positions.ts', import.meta.url).href;

const folder = mkdtempSync(join(tmpdir(), 'routeprof-'));
const app = join(folder, 'app');
mkdirSync(app);
afterAll(() => rmSync(folder, { recursive: true }));

const failures: unknown[] = [];
const createSourcePositions = (appFolder: string, maxMemory = 64 * 1024 * 1024) =>
  create({ appFolder, maxMemory, onFailure: (error) => failures.push(error) });

// Line 1 of the code is line 11 of the source; written out by hand: AAUA is "column 0, source 0, 10 lines on".
const map = { version: 3, sources: ['../src/app.ts'], names: [], mappings: 'AAUA' };
const at = (file: string) => [{ name: 'f', file, line: 1, column: 1 }];
const resolved = async (file: string) => (await createSourcePositions(app).resolve(at(file)))[0];

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

test('reads nothing for code without a file', async () => {
  for (const file of ['', 'node:fs', 'evalmachine.<anonymous>', 'wasm://x']) {
    expect(await resolved(file)).toEqual(at(file)[0]);
  }
});

test.skipIf(process.platform === 'win32')('waits for no pipe and for no device', async () => {
  const pipe = join(folder, 'pipe.js');
  execFileSync('mkfifo', [pipe]);
  for (const file of [pipe, '/dev/zero']) expect(await resolved(file)).toEqual(at(file)[0]);

  const mapped = join(folder, 'mapped-by-a-pipe.js');
  writeFileSync(mapped, 'f();\n//# sourceMappingURL=pipe.js\n');
  expect(await resolved(mapped)).toEqual(at(mapped)[0]);
});

test.each([
  ['in its own package, it counts', '../src/a.ts', 'node_modules/orm/src/a.ts', 11],
  ['beside its package, it does not', '../../src/a.ts', 'node_modules/orm/dist/a.js', 1],
  ['in the app, it does not', '../../../src/a.ts', 'node_modules/orm/dist/a.js', 1],
  ['nowhere, it does not', 'webpack://orm/src/a.ts', 'node_modules/orm/dist/a.js', 1],
])('where a dependency’s map leads to a file %s', async (_where, source, file, line) => {
  const dist = join(app, 'node_modules/orm/dist');
  mkdirSync(dist, { recursive: true });
  const ran = join(dist, 'a.js');
  const inline = Buffer.from(JSON.stringify({ ...map, sources: [source] })).toString('base64');
  writeFileSync(ran, `f();\n//# sourceMappingURL=data:application/json;base64,${inline}\n`);
  const shown = (await resolved(ran)) as Frame;
  expect(shown).toMatchObject({ file: join(app, file), line });
  expect(fileOriginOf(shown, app)).toMatchObject({ origin: 'dependency', package: 'orm' });
});

test('the package of code is known by a package.json that begins with a byte order mark', async () => {
  const marked = join(folder, 'marked');
  mkdirSync(marked);
  writeFileSync(join(marked, 'package.json'), '\uFEFF{ "name": "marked" }');
  expect(await packageFolder(join(marked, 'dist/a.js'))).toBe(marked);
});

test('a map that came with the code counts where the app has source-map support on', () => {
  const file = join(folder, 'loaded.cjs');
  const inline = Buffer.from(JSON.stringify({ ...map, sources: ['loaded.ts'] })).toString('base64');
  const code = `exports.f = 1;\n//# sourceMappingURL=data:application/json;base64,${inline}\n`;
  const program = `
    import Module from 'node:module';
    import { createSourcePositions } from ${JSON.stringify(positionsUrl)};
    const loaded = new Module(${JSON.stringify(file)});
    loaded._compile(${JSON.stringify(code)}, ${JSON.stringify(file)});
    const at = [{ name: 'f', file: ${JSON.stringify(file)}, line: 1, column: 1 }];
    const positions = createSourcePositions({ appFolder: ${JSON.stringify(app)}, maxMemory: 1e8, onFailure: console.error });
    console.log(JSON.stringify(await positions.resolve(at)), process.sourceMapsEnabled);
    process.exit(0);
  `;
  const run = (inFile: string, ...flags: string[]): string => {
    writeFileSync(file, inFile);
    return execFileSync(
      process.execPath,
      [...flags, '--no-warnings', '--input-type=module', '--eval', program],
      { encoding: 'utf8' },
    );
  };
  const written = 'exports.f = 1;\n';
  expect(run(written, '--enable-source-maps')).toContain('"line":11');
  expect(run(written)).toMatch(/"line":1,.* false/);
  // Node would read on the event loop what the thread could not, or what is large.
  expect(run(`${written}//# sourceMappingURL=gone.map`, '--enable-source-maps')).toContain('"line":1,');
  expect(run(written.padEnd(1024 * 1024 + 1), '--enable-source-maps')).toContain('"line":1,');
});

describe('a function without a name', () => {
  const resolve = async (file: string, line: number, column: number) =>
    (await createSourcePositions(app).resolve([{ name: '(anonymous)', file, line, column }]))[0];
  const code = "const path = require('path');\nrouter.get('/orders', () => 1);\n";

  test('is labelled by what it is passed to, otherwise by its place; its name stays', async () => {
    const file = join(app, 'orders.js');
    writeFileSync(file, `${code}const f = [() => 1];${' '.repeat(300)}g((() => 1)());\n`);
    expect(await resolve(file, 2, 23)).toEqual({
      ...{ name: '(anonymous)', file, line: 2, column: 23 },
      label: "router.get('/orders') handler",
    });
    expect(await resolve(file, 3, 12)).toMatchObject({ label: '(anonymous) orders.js:3' });
    expect(await resolve(file, 3, 324)).toMatchObject({ label: '(anonymous) orders.js:3:324' });
    expect(await resolve('node:fs', 3, 1)).toMatchObject({ label: '(anonymous) node:fs:3' });
    const [named] = await createSourcePositions(app).resolve([{ name: 'f', file, line: 2, column: 23 }]);
    expect(named).not.toHaveProperty('label');
  });

  test('is found in what its source map holds, also where the map is of no file', async () => {
    const file = join(folder, 'mapped-label.js');
    const inline = { ...map, sources: ['none.ts'], mappings: 'AACsB', sourcesContent: [code] };
    const base64 = Buffer.from(JSON.stringify(inline)).toString('base64');
    writeFileSync(file, `f();\n//# sourceMappingURL=data:application/json;base64,${base64}\n`);
    expect(await resolve(file, 1, 1)).toMatchObject({
      ...{ file: join(folder, 'none.ts'), line: 2, column: 23 },
      label: "router.get('/orders') handler",
    });
  });

  test('is not looked for in files that the source view may not show', async () => {
    writeFileSync(join(folder, 'beside.ts'), code);
    const out = join(app, 'leads-out.js');
    const base64 = Buffer.from(
      JSON.stringify({ ...map, sources: ['../beside.ts'], mappings: 'AACsB' }),
    ).toString('base64');
    writeFileSync(out, `f();\n//# sourceMappingURL=data:application/json;base64,${base64}\n`);
    expect(await resolve(out, 1, 1)).toMatchObject({ label: '(anonymous) beside.ts:2' });

    const notCode = join(app, 'orders.txt');
    writeFileSync(notCode, code);
    expect(await resolve(notCode, 2, 23)).toMatchObject({ label: '(anonymous) orders.txt:2' });
  });
});

describe('source code', () => {
  const read = async (file: string) => {
    const sources = createSourcePositions(app);
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

  test('is the map’s contents, also for files that do not exist', async () => {
    expect(await read(mapped('held.js', { sourcesContent: ['a: number\nb'] }))).toEqual(['a: number', 'b']);
    const packed = { sources: ['webpack://app/src/a.ts'], sourcesContent: ['packed'] };
    expect(await read(mapped('packed.js', packed))).toEqual(['packed']);
  });

  test('is the file that the map names, if it is code', async () => {
    writeFileSync(join(app, 'written.ts'), 'const a: number = 1;');
    writeFileSync(join(app, 'secret.env'), 'PASSWORD=1');
    expect(await read(mapped('names.js', { sources: ['app/written.ts'] }))).toEqual(['const a: number = 1;']);
    expect(await read(mapped('leads-away.js', { sources: ['app/secret.env'] }))).toMatch(/not known as code/);
    expect(await read(mapped('leads-far.js', { sources: ['/etc/passwd'] }))).toMatch(/not known as code/);
  });

  test('is in the app or in the package of the map', async () => {
    const dependency = join(folder, 'dependency');
    mkdirSync(join(dependency, 'dist'), { recursive: true });
    writeFileSync(join(dependency, 'package.json'), '{"name":"dependency"}');
    writeFileSync(join(dependency, 'dist', 'package.json'), '{"type":"module"}');
    writeFileSync(join(dependency, 'own.ts'), 'own');
    writeFileSync(join(folder, 'other.ts'), 'other');
    expect(await read(mapped('dependency/dist/near.js', { sources: ['../own.ts'] }))).toEqual(['own']);
    expect(await read(mapped('dependency/dist/far.js', { sources: ['../../other.ts'] }))).toMatch(
      /leads out/,
    );
    expect(await read(mapped('no-package.js', { sources: ['other.ts'] }))).toMatch(/leads out/);
  });

  test('is not a link to a file that is not code', async () => {
    writeFileSync(join(app, 'linked.env'), 'PASSWORD=1');
    symlinkSync(join(app, 'linked.env'), join(app, 'link.ts'));
    expect(await read(mapped('leads-on.js', { sources: ['app/link.ts'] }))).toMatch(/not known as code/);
    expect(await read(join(app, 'link.ts'))).toMatch(/not known as code/);
  });

  test('is not a file that code made at run time claims to be', async () => {
    const secret = join(folder, 'named.env');
    writeFileSync(secret, 'PASSWORD=1');
    // As `//# sourceURL=` says it, and so V8.
    expect(await read(secret)).toMatch(/not known as code/);
  });

  test('is only the beginning of a large file', async () => {
    const file = join(folder, 'large.js');
    writeFileSync(file, `${'x'.repeat(99)}\n`.repeat(5_000));
    const lines = await read(file);
    expect(lines).toHaveLength(2_000);
    expect(lines.at(-1)).toHaveLength(99);

    const held = join(folder, 'held-large.js');
    writeFileSync(held, 'f();\n//# sourceMappingURL=held-large.js.map\n');
    writeFileSync(
      `${held}.map`,
      JSON.stringify({ ...map, sourcesContent: [`${'x'.repeat(99)}\n`.repeat(5_000)] }),
    );
    expect(await read(held)).toEqual(lines);
  });

  test.each([
    ['', /native code/],
    ['node:fs', /Node’s own code/],
    ['evalmachine.<anonymous>', /in no file/],
    ['wasm://x', /in no file/],
    [join(folder, 'gone.js'), /cannot be read/],
    [folder, /not known as code/],
  ])('of %s is not there, and the answer says why', async (file, reason) => {
    expect(await read(file)).toMatch(reason);
  });
});
