import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findApp } from '../src/app-identity.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'identity-')));
afterAll(() => rmSync(root, { recursive: true }));

function write(file: string, content: unknown = ''): string {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(content));
  return path;
}

write('shop/package.json', { name: 'shop', version: '3.1.0' });
write('other/package.json', { name: 'other', version: '1.0.0' });
const shop = { service: 'shop', version: '3.1.0', folder: join(root, 'shop') };

test('an app is identified by its script, wherever it is started', () => {
  expect(findApp(write('shop/src/server.js'), join(root, 'other'))).toEqual(shop);
});

test.each(['node_modules/next', 'dist', 'build/server', '.next/standalone', 'out', '.output/server'])(
  'a script in %s with a package.json is the app that it is started in',
  (folder) => {
    const script = write(`shop/${folder}/bin/start.js`);
    write(`shop/${folder}/package.json`, { name: 'server-prod', version: '16.4.0' });
    expect(findApp(script, join(root, 'shop'))).toEqual(shop);
    expect(findApp(script, join(root, 'shop/src'))).toEqual(shop);
  },
);

test('such a script, started in a folder without package.json, is identified by its own package', () => {
  const script = write('shop/dist/main.js');
  expect(findApp(script, '/')).toMatchObject({ folder: expect.stringContaining('shop') });
});

test('without a script, or with a deleted one, the app is identified by the working directory', () => {
  expect(findApp(undefined, join(root, 'shop'))).toEqual(shop);
  expect(findApp(join(root, 'gone.js'), join(root, 'shop'))).toEqual(shop);
});

test('an app in a folder called build or out is itself, wherever it is started', () => {
  write('build/cart/package.json', { name: 'cart', version: '1.2.0' });
  const cart = { service: 'cart', version: '1.2.0', folder: join(root, 'build/cart') };
  const script = write('build/cart/server.js');
  expect(findApp(script, join(root, 'other'))).toEqual(cart);
  expect(findApp(script, join(root, 'build/cart'))).toEqual(cart);
});

test('a package.json that begins with a byte order mark is read', () => {
  const script = write('marked/server.js');
  writeFileSync(join(root, 'marked/package.json'), '\uFEFF{ "name": "marked", "version": "1.0.0" }');
  expect(findApp(script, root)).toMatchObject({ service: 'marked', version: '1.0.0' });
});

test('a working directory that has been removed', () => {
  const folder = mkdtempSync(join(root, 'gone-'));
  const program = `
    process.chdir(${JSON.stringify(folder)});
    require('node:fs').rmdirSync(${JSON.stringify(folder)});
    import(${JSON.stringify(new URL('../src/app-identity.ts', import.meta.url).href)})
      .then(({ findApp }) => console.log(findApp().service));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'app\n', stderr: '' });
});
