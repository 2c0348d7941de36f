import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../src/nearest.ts';

const known = ['path', 'rate', 'maxRoutes', 'maxNodes', 'dir', '--max-routes'];

test.each([
  ['ratee', 'rate'],
  ['Rate', 'rate'],
  ['maxRoute', 'maxRoutes'],
  ['maxnode', 'maxNodes'],
  ['di', 'dir'],
  ['--maxroutes', '--max-routes'],
])('%s most likely stands for %s', (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

test.each(['', 'nothing', 'maxMemory', '_events', 'xyz'])('%j is close to none of them', (word) => {
  expect(nearest(word, known)).toBeUndefined();
  expect(didYouMean(word, known)).toBe('');
});

test('of several, the nearest', () => {
  expect(nearest('abcx', ['abcdx', 'abc', 'abcx'])).toBe('abcx');
  expect(didYouMean('ratee', known)).toBe(' Did you mean "rate"?');
});
