import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '../src');

/** The stages, in the order in which data flows; a file may import only from its own stage or an earlier one. */
const stages = [
  'contract',
  'shared',
  'sample',
  'trace',
  'record',
  'profile',
  'metrics',
  'pprof',
  'store',
  'watch',
  'query',
  'presentation',
  'source-code',
  'selection',
  'tables',
  'time',
  'comparison',
  'report',
  'render',
  'export',
  'push',
  'web',
];

/** These wire the stages together, so they may import all, and no stage may import them. */
const wiring = ['process', 'answers', 'profiler', 'node', 'index', 'tools'];

const order = new Map([...stages, ...wiring].map((name, rank) => [name, rank]));

/** A folder is a stage. Of the files beside the folders, the ones without a name above are shared groundwork. */
function layerOf(file: string): string {
  const [first = '', ...rest] = file.split('/');
  if (rest.length > 0) return first;
  const name = first.replace(/\.ts$/, '');
  return order.has(name) ? name : 'shared';
}

function importsOf(file: string): string[] {
  const code = readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  return [...code.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, path = '']) => path);
}

function violation(file: string, path: string): string | undefined {
  const layer = layerOf(file);
  if (layer === 'contract') return `${file} imports ${path}, but the contract imports nothing`;
  if (!path.startsWith('.') || path === '../../package.json') return undefined;
  const target = layerOf(relative(src, join(src, dirname(file), path)));
  const from = order.get(layer);
  const to = order.get(target);
  if (from === undefined || to === undefined)
    return `${file} imports ${path}, and one of the two is in no known stage`;
  return to > from ? `${file} imports ${path}, but ${layer} comes before ${target}` : undefined;
}

test('imports within core go only from later stages to earlier ones', () => {
  const files = globSync('**/*.ts', { cwd: src }).map((file) => file.replaceAll('\\', '/'));
  expect(files).toContain('index.ts');
  expect(
    files.flatMap((file) =>
      importsOf(file)
        .map((path) => violation(file, path))
        .filter(Boolean),
    ),
  ).toEqual([]);
});

test('the rule sees a violation', () => {
  expect(violation('sample/engine.ts', '../report/build.ts')).toMatch('sample comes before report');
  expect(violation('web/page.ts', '../profiler.ts')).toMatch('web comes before profiler');
  expect(violation('contract.ts', 'node:http')).toMatch('imports nothing');
  expect(violation('record/a.ts', '../misc/b.ts')).toMatch('no known stage');
  expect(violation('options.ts', './sample/engine.ts')).toMatch('shared comes before sample');
  expect(violation('report/build.ts', '../profile/window.ts')).toBeUndefined();
  expect(violation('profiler.ts', './web/page.ts')).toBeUndefined();
});
