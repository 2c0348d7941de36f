import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../scripts/packages.ts';

const sources = [
  'packages/*/src/**/*.{ts,tsx}',
  'packages/conformance/proofs/**/*.ts',
  'apps/*/src/**/*.ts',
  'scripts/**/*.ts',
  'bench/src/**/*.ts',
];

/** The files of the repository that a file imports, types included. */
function importsOf(file: string, known: ReadonlySet<string>): string[] {
  const code = readFileSync(join(root, file), 'utf8');
  return [...code.matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g)]
    .map(([, path = '']) => join(dirname(file), path).replaceAll('\\', '/'))
    .filter((path) => known.has(path));
}

/** The first circle on the way from each file, as its files. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      found.push([...path.slice(path.indexOf(file)), file].join(' > '));
      return;
    }
    if (done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}

test('no file imports itself in a circle, types included', () => {
  const files = new Set(globSync(sources, { cwd: root }).map((file) => file.replaceAll('\\', '/')));
  expect(files.size).toBeGreaterThan(200);
  expect(circlesIn(new Map([...files].map((file) => [file, importsOf(file, files)])))).toEqual([]);
});

test('a circle of three files is found', () => {
  const imports = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', []],
  ]);
  expect(circlesIn(imports)).toEqual(['a > b > c > a']);
});

test('what is published of the conformance suite imports no proof', () => {
  const files = globSync('packages/conformance/src/**/*.ts', { cwd: root });
  expect(files.filter((file) => /'[^']*\bproofs\//.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});
