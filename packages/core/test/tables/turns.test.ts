import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalTree } from '../../src/profile/canonical-tree.ts';
import { sumCalls } from '../../src/tables/calls.ts';
import { sumFunctions } from '../../src/tables/functions.ts';
import { asOne } from '../../src/tables/one-function.ts';
import { trees } from '../fixtures/windows.ts';

const forest = fc.sample(trees, { numRuns: 50, seed: 1 }).map(canonicalTree);
const wanted = new Set([1, 2]);

test.each([
  ['functions', () => sumFunctions(forest, 6)],
  ['callers', () => sumCalls(forest, wanted, 'callers')],
  ['callees', () => sumCalls(forest, wanted, 'callees')],
  ['one function', () => asOne(forest, wanted)],
])('looking for %s can stop after each tree', (_what, start) => {
  expect([...start()].length).toBeGreaterThanOrEqual(forest.length);
});
