import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { resolvesFrom } from '../../src/register/load-hook.ts';

const app = mkdtempSync(join(tmpdir(), 'load-hook-'));
afterAll(() => rmSync(app, { recursive: true }));

test('a package is looked for where the app would find it', () => {
  const name = 'only-in-this-app';
  const file = join(app, 'src/server.js');
  expect(resolvesFrom(name, [file, undefined])).toBe(false);
  mkdirSync(join(app, 'node_modules', name), { recursive: true });
  writeFileSync(join(app, 'node_modules', name, 'index.js'), '');
  expect(resolvesFrom(name, [undefined, file])).toBe(true);
  expect(resolvesFrom(name, [undefined, import.meta.filename, 'not/absolute'])).toBe(false);
});
