import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldFrameworks } from '../../src/presentation/fold-frameworks.ts';
import type { FlameFrame } from '../../src/presentation/model/flame.ts';
import { frameworkOf } from '../../src/source-code/framework-of.ts';

const nowhere = { file: '', line: 0, column: 0 };
const frame = (name: string, origin: FlameFrame['origin'], framework?: string): FlameFrame => ({
  id: name,
  name,
  ...nowhere,
  origin,
  ...(framework === undefined ? {} : { framework }),
});
const frames = [
  frame('handle', 'app'),
  frame('layer', 'dependency', 'express'),
  frame('router', 'dependency', 'express'),
  frame('dispatch', 'dependency', 'koa'),
  frame('run', 'node'),
  frame('emit', 'node'),
  frame('cors', 'dependency'),
];
const [handle, layer, router, dispatch, run, emit, cors] = [0, 1, 2, 3, 4, 5, 6];
const all = { fold: true, root: '' };

/** Stacks as a tree, as a flame graph has it. */
function treeOf(stacks: readonly (readonly number[])[]) {
  const tree = { frames, parent: [-1], frame: [-1] };
  for (const stack of stacks) {
    let above = 0;
    for (const number of stack) {
      let node = tree.parent.findIndex((one, at) => one === above && tree.frame[at] === number);
      if (node < 0) {
        node = tree.parent.push(above) - 1;
        tree.frame.push(number);
      }
      above = node;
    }
  }
  return tree;
}

interface Tree {
  readonly frames: readonly { readonly name: string }[];
  readonly parent: readonly number[];
  readonly frame: readonly number[];
}

/** The names above each node, itself included. */
function pathsOf({ frames: rows, parent, frame: numbers }: Tree): string[] {
  const paths: string[] = [];
  for (const [node, above] of parent.entries())
    paths.push(node === 0 ? '' : `${paths[above]}/${rows[numbers[node] as number]?.name}`);
  return paths.slice(1);
}

describe('frameworks', () => {
  test('consecutive calls within one, with Node’s code between them, are one call', () => {
    const tree = treeOf([
      [emit, layer, router, run, emit, layer, handle, run],
      [emit, layer, run, handle],
      [emit, layer, cors, router, handle],
      [layer, router, run],
    ]);
    const folded = foldFrameworks(tree, all);
    expect(pathsOf(folded)).toEqual([
      '/emit',
      '/emit/[express]',
      '/emit/[express]/handle',
      '/emit/[express]/handle/run',
      '/emit/[express]/run',
      '/emit/[express]/run/handle',
      '/emit/[express]/cors',
      '/emit/[express]/cors/[express]',
      '/emit/[express]/cors/[express]/handle',
      '/[express]',
      '/[express]/run',
    ]);
  });

  test('one within another is a separate call, and Node’s code between the two is not folded', () => {
    const folded = foldFrameworks(treeOf([[layer, run, dispatch, layer]]), all);
    expect(pathsOf(folded)).toEqual([
      '/[express]',
      '/[express]/run',
      '/[express]/run/[koa]',
      '/[express]/run/[koa]/[express]',
    ]);
  });

  test('each node has a place, below that of its caller or the same', () => {
    const stack = fc.array(fc.nat(frames.length - 1), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(stack, { maxLength: 12 }), (stacks) => {
        const tree = treeOf(stacks);
        const { parent, frame: numbers, place, frames: rows } = foldFrameworks(tree, all);
        for (let node = 1; node < tree.parent.length; node++) {
          const at = place[node] as number;
          const above = place[tree.parent[node] as number] as number;
          expect(at === above || parent[at] === above).toBe(true);
        }
        // No call of a framework is drawn as itself, and none of its runs is broken.
        for (const [node, number] of numbers.entries()) {
          expect(rows[number]?.framework).toBeUndefined();
          if (node > 0 && rows[number]?.name.startsWith('['))
            expect(numbers[parent[node] as number]).not.toBe(number);
        }
      }),
    );
  });

  test('nothing is folded with fold=0, or when the graph begins within a framework', () => {
    const tree = treeOf([[layer, router, handle]]);
    for (const asked of [
      { fold: false, root: '' },
      { fold: true, root: 'layer' },
    ])
      expect(pathsOf(foldFrameworks(tree, asked))).toEqual(pathsOf(tree));
  });

  test.each([
    ['/app/node_modules/express/lib/router/layer.js', 'express'],
    ['/app/node_modules/.pnpm/router@2.2.0/node_modules/router/index.js', 'express'],
    ['C:\\app\\node_modules\\@koa\\router\\lib\\router.js', 'koa'],
    ['/app/node_modules/koa-compose/index.js', 'koa'],
    ['/app/node_modules/express-session/index.js', undefined],
    ['/app/node_modules/express/node_modules/qs/lib/parse.js', undefined],
    ['/app/src/router/index.js', undefined],
    ['node:events', undefined],
  ])('the framework of a file: %s', (file, framework) => {
    expect(frameworkOf({ name: 'f', file, line: 1, column: 1 })).toBe(framework);
  });
});
