import { expect, test } from 'vitest';
import { slicePlaces } from '../src/views/slice-places.ts';

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
