import { expect, test } from 'vitest';
import { matchFunctions } from '../../src/comparison/match-functions.ts';
import { atOnce } from '../../src/in-turns.ts';

test('a name that looks like a part of a path does not match another function', () => {
  const place = { line: 1, column: 1 };
  const base = { appFolder: '/', frames: [{ name: 'a', file: '/b\0c', ...place }] };
  const head = { appFolder: '/', frames: [{ name: 'a\0b', file: '/c', ...place }] };
  expect(atOnce(matchFunctions(base, head)).functions).toHaveLength(2);
});
