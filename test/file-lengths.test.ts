import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../scripts/packages.ts';

const sources = [
  'packages/*/src/**/*.{ts,tsx,css}',
  'packages/conformance/proofs/**/*.ts',
  'apps/*/src/**/*.ts',
  'scripts/**/*.{ts,mjs}',
  'bench/src/**/*.ts',
];
/** More than one reads in one go. */
const mostLines = 250;

test('no source file is longer than 250 lines', () => {
  const files = globSync(sources, { cwd: root }).filter((file) => !/[\\/]generated[\\/]/.test(file));
  expect(files.length).toBeGreaterThan(400);
  const long = files
    .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > mostLines);
  expect(long).toEqual([]);
});
