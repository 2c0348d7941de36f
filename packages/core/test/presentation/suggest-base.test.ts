import { expect, test } from 'vitest';
import { suggestBases } from '../../src/presentation/suggest-base.ts';
import { wholePart } from '../../src/query/part.ts';

const noon = Date.UTC(2026, 2, 1, 12) * 1000;
const minute = 60e6;
const slice = (index: number) => ({
  ...{ startMicros: noon + index * minute, endMicros: noon + (index + 1) * minute },
  ...{ requests: 1, cpuMicros: 1, p95Micros: 1 },
});
/** From 12:00 to 12:10. */
const history = {
  versions: [],
  processes: [],
  slices: Array.from({ length: 10 }, (_, index) => slice(index)),
};
const bases = (from: number, to: number) =>
  suggestBases(history, wholePart, { from, to }).map(({ base, part }) => [base, part]);

test('a selected time is compared with the time before it, or after it', () => {
  expect(bases(noon + 4 * minute, noon + 6 * minute)).toEqual([
    ['2026-03-01T12:02:00Z..2026-03-01T12:04:00Z', {}],
    ['2026-03-01T12:06:00Z..2026-03-01T12:08:00Z', {}],
  ]);
});

test('a selection from the start is compared with the time after it, and stays selected', () => {
  expect(bases(0, noon + 3 * minute)).toEqual([['2026-03-01T12:03:00Z..2026-03-01T12:06:00Z', {}]]);
});

test('a selection to the end is compared with the time before it', () => {
  expect(bases(noon + 7 * minute, 0)).toEqual([['2026-03-01T12:04:00Z..2026-03-01T12:07:00Z', {}]]);
});

test('without a selection, the second half is compared with the first', () => {
  expect(bases(0, 0)).toEqual([['..2026-03-01T12:05:00Z', { from: '2026-03-01T12:05:00Z' }]]);
});
