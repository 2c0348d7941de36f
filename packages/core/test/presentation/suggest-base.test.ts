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
const history = { versions: [], slices: Array.from({ length: 10 }, (_, index) => slice(index)) };
const bases = (from: number, to: number) =>
  suggestBases(history, wholePart, { from, to }).map(({ base, part }) => [base, part]);

test('what was dragged is compared with the time before it, and after it', () => {
  expect(bases(noon + 4 * minute, noon + 6 * minute)).toEqual([
    ['2026-03-01T12:02:00Z..2026-03-01T12:04:00Z', {}],
    ['2026-03-01T12:06:00Z..2026-03-01T12:08:00Z', {}],
  ]);
});

test('from the start on it is compared with the time after it, and stays what it is', () => {
  expect(bases(0, noon + 3 * minute)).toEqual([['2026-03-01T12:03:00Z..2026-03-01T12:06:00Z', {}]]);
});

test('to the end it is compared with the time before it', () => {
  expect(bases(noon + 7 * minute, 0)).toEqual([['2026-03-01T12:04:00Z..2026-03-01T12:07:00Z', {}]]);
});

test('all of it is compared by halves', () => {
  expect(bases(0, 0)).toEqual([['..2026-03-01T12:05:00Z', { from: '2026-03-01T12:05:00Z' }]]);
});
