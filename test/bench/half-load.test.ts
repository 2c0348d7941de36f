import { expect, test } from 'vitest';
import { busyShareOf, rateOfHalfLoad } from '../../bench/src/measure/half-load.ts';
import type { Slice } from '../../bench/src/measure/slice.ts';

/** A server whose requests take more CPU the fewer come: 20 µs at 50,000 a second, some 30 where it is busy half of the time. */
const microsAt = (rate: number): number => 18 + 200_000 / (rate + 1);
const serve = async (rate: number): Promise<Slice> =>
  ({ cpuNanos: rate * microsAt(rate) * 1_000, millis: 1_000 }) as Slice;

test('finds the rate at which a server is busy for half of the time', async () => {
  const rate = await rateOfHalfLoad(50_000, serve);
  expect(busyShareOf(await serve(50_000 / 2))).toBeGreaterThan(0.6);
  expect(busyShareOf(await serve(rate))).toBeCloseTo(0.5, 2);
});

test('a server whose requests always take the same needs no search', async () => {
  const steady = async (rate: number): Promise<Slice> =>
    ({ cpuNanos: rate * 20_000, millis: 1_000 }) as Slice;
  expect(await rateOfHalfLoad(50_000, steady)).toBeCloseTo(25_000);
});
