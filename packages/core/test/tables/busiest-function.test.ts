import { expect, test } from 'vitest';
import { TreeBuilder } from '../../src/profile/tree-builder.ts';
import { busiestFunction } from '../../src/tables/busiest-function.ts';

/** Frames from 10 on are of libraries. */
const isApp = (frame: number): boolean => frame < 10;

const treeOf = (...stacks: [path: number[], wallMicros: number][]) => {
  const builder = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1);
  for (const [path, wallMicros] of stacks) {
    builder.add(
      path.reduce((node, frame) => builder.child(node, frame), 0),
      1,
      wallMicros,
      0,
    );
  }
  return builder.finish();
};

test('the busiest function of the app has what it calls in libraries, wherever it is called', () => {
  const tree = treeOf([[11, 1], 20], [[11, 1, 12, 13], 30], [[11, 1, 2], 30], [[2, 14], 40], [[12], 80]);
  expect(busiestFunction(tree, isApp)).toEqual({ frame: 2, share: 70 / 200 });
});

test('there is none without time in the app', () => {
  expect(busiestFunction(treeOf([[12, 13], 80], [[1], 0]), isApp)).toBeUndefined();
  expect(busiestFunction(treeOf(), isApp)).toBeUndefined();
});
