import { expect, test } from 'vitest';
import { ratedMicros, slicePlaces } from '../src/views/slice-places.ts';

test('slices are as wide as they are long', () => {
  const slice = { requests: 0, cpuMicros: 0, p95Micros: 0 };
  const places = slicePlaces([
    { ...slice, startMicros: 5_000_000, endMicros: 65_000_000 },
    { ...slice, startMicros: 65_000_000, endMicros: 75_000_000 },
    { ...slice, startMicros: 75_000_000, endMicros: 85_000_000 },
  ]);
  expect(places).toEqual([
    { from: 0, width: 0.75, seconds: 60 },
    { from: 0.75, width: 0.125, seconds: 10 },
    { from: 0.875, width: 0.125, seconds: 10 },
  ]);
  expect(slicePlaces([])).toEqual([]);
});

test('a slice that has just begun has at most 100 % CPU', () => {
  const justBegun = { startMicros: 85_000_000, endMicros: 85_050_000 };
  const filedInIt = 60_000;
  expect(filedInIt / ratedMicros(justBegun)).toBeLessThan(1);
  expect(ratedMicros({ startMicros: 0, endMicros: 800_000 })).toBe(800_000);
});
