import { globSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const made = ['node_modules', 'dist', '.turbo', '.git', 'test-results', 'coverage'];
const files = globSync('**', {
  cwd: root,
  withFileTypes: true,
  exclude: (entry) => made.includes(entry.name),
})
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

const forbidden: [what: string, pattern: RegExp][] = [
  [
    'a package registry host',
    /\b(?:registry\.[a-z]+(?:js|pkg)?|deb\.debian|npmjs|npm\.pkg\.github)\.(?:org|com)\b/i,
  ],
  [
    'a path of one machine',
    /(?<![\w.])\/(?:root\/|work\/(?:main|shared)|(?:Users|home)\/(?!app\b|you\b)\w+\/)/,
  ],
  ['the path of this checkout', literally(`${root}/`)],
  ['the home folder of this machine', literally(`${homedir()}/`)],
];

function literally(text: string): RegExp {
  return new RegExp(`(?<![\\w.])${text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`);
}

test('the repository has files to look at', () => {
  expect(files.map((file) => relative(root, file))).toContain('pnpm-lock.yaml');
});

test.for(forbidden)('no file holds %s', ([, pattern]) => {
  const found = files.filter((file) => pattern.test(readFileSync(file, 'utf8')));
  expect(found.map((file) => relative(root, file))).toEqual([]);
});

test('pnpm-lock.yaml holds no address at all', () => {
  const lines = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8').split('\n');
  expect(lines.filter((line) => /:\/\/|tarball:/.test(line))).toEqual([]);
});
