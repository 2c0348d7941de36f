import { expect, test } from 'vitest';
import { splitByGc } from '../../src/profile/split-by-gc.ts';

const pauses = [10, 20, 30, 40, 50].map((fromMicros) => ({ fromMicros, toMicros: fromMicros + 5 }));
const split = (from: number, to: number) =>
  splitByGc(from, to, pauses).map(({ fromMicros, toMicros, isGc }) => [fromMicros, toMicros, isGc]);

test('a time is divided where garbage was collected', () => {
  expect(split(22, 43)).toEqual([
    [22, 25, true],
    [25, 30, false],
    [30, 35, true],
    [35, 40, false],
    [40, 43, true],
  ]);
});

test('pauses before and after it do not touch it', () => {
  expect(split(0, 10)).toEqual([[0, 10, false]]);
  expect(split(25, 30)).toEqual([[25, 30, false]]);
  expect(split(55, 90)).toEqual([[55, 90, false]]);
  expect(split(51, 54)).toEqual([[51, 54, true]]);
});
