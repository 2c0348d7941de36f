import { describe, expect, test } from 'vitest';
import { fileOriginOf, shownFor } from '../../src/source-code/origin.ts';

const frameOf = (file: string, name = 'work') => ({ name, file, line: 7, column: 3 });
const app = '/srv/app';

describe('whose code a file is', () => {
  test.each([
    ['the app’s source', '/srv/app/src/a.ts', 'app', undefined, 'src/a.ts'],
    ['the app’s bundle', '/srv/app/dist/server.js', 'app', undefined, 'dist/server.js'],
    ['a package of the monorepo, by its real path', '/srv/lib/src/b.ts', 'app', undefined, '../lib/src/b.ts'],
    ['far away from the app', '/opt/other/c.js', 'app', undefined, '../../opt/other/c.js'],
    ['a dependency', '/srv/app/node_modules/qs/lib/parse.js', 'dependency', 'qs', 'qs/lib/parse.js'],
    ['with a scope', '/srv/app/node_modules/@db/pg/query.js', 'dependency', '@db/pg', '@db/pg/query.js'],
    ['beside the app', '/srv/node_modules/qs/index.js', 'dependency', 'qs', 'qs/index.js'],
    ['of a dependency', '/srv/app/node_modules/a/node_modules/b/index.js', 'dependency', 'b', 'b/index.js'],
    [
      'in a store of pnpm',
      '/srv/app/node_modules/.pnpm/@db+pg@1/node_modules/@db/pg/query.js',
      'dependency',
      '@db/pg',
      '@db/pg/query.js',
    ],
    ['on Windows', 'C:\\app\\node_modules\\@db\\pg\\query.js', 'dependency', '@db/pg', '@db/pg/query.js'],
    ['Node', 'node:internal/timers', 'node', undefined, 'node:internal/timers'],
    ['code without a file', '', 'native', undefined, ''],
    ['WebAssembly', 'wasm://wasm/0004f3e6', 'native', undefined, 'wasm://wasm/0004f3e6'],
    ['code of an eval', 'evalmachine.<anonymous>', 'app', undefined, 'evalmachine.<anonymous>'],
    ['code of --eval', '[eval]', 'app', undefined, '[eval]'],
    ['a path that is not whole', 'src/a.ts', 'app', undefined, 'src/a.ts'],
    ['webpack’s own name', 'webpack-internal:///./a.js', 'app', undefined, 'webpack-internal:///./a.js'],
    [
      'a bundler’s own name',
      'turbopack:///[project]/app/page.tsx',
      'app',
      undefined,
      'turbopack:///[project]/app/page.tsx',
    ],
  ])('%s', (_title, file, origin, packageName, shortFile) => {
    expect(fileOriginOf(frameOf(file), app)).toEqual({
      origin,
      ...(packageName && { package: packageName }),
      shortFile,
    });
  });
});

describe('by the file that ran, not by where its source map leads', () => {
  const at = (ran: string, written: string) => shownFor(frameOf(ran, 'a'), frameOf(written, 'original'));

  test.each([
    ['the app’s build', '/srv/app/dist/a.js', '/srv/app/src/a.ts'],
    ['a dependency’s own source', '/x/node_modules/orm/dist/a.js', '/x/node_modules/orm/src/a.ts'],
  ])('%s is shown where it was written', (_title, ran, written) => {
    expect(at(ran, written)).toEqual(frameOf(written, 'original'));
  });

  test.each([
    [
      'an app’s bundle that holds a dependency',
      '/srv/app/dist/server.js',
      '/srv/app/node_modules/qs/parse.js',
    ],
    ['a dependency that was built elsewhere', '/srv/app/node_modules/orm/a.js', '/srv/app/src/a.ts'],
    ['a dependency that holds another', '/x/node_modules/orm/a.js', '/x/node_modules/qs/parse.js'],
  ])('%s keeps its place, under the name that was written', (_title, ran, written) => {
    expect(at(ran, written)).toEqual(frameOf(ran, 'original'));
  });
});
