import { expect, test } from 'vitest';
import type { EngineOptions } from '../../src/options.ts';
import { windowMillisOf } from '../../src/process/open-store.ts';
import type { StoreStatus } from '../../src/store/window-store.ts';

const windowMillis = (
  place: StoreStatus['place'],
  everyMillis: number | undefined,
  flushIntervalMillis: number,
) =>
  windowMillisOf(
    { place } as StoreStatus,
    {
      retention: everyMillis === undefined ? [] : [{ everyMillis, forMillis: 60 * everyMillis }],
      flushIntervalMillis,
    } as unknown as EngineOptions,
  );

test('in a folder, a window closes early enough to be written within flushInterval', () => {
  expect(windowMillis('/profiles', 60_000, 10_000)).toBe(8_000);
  expect(windowMillis('/profiles', undefined, 10_000)).toBe(8_000);
});

test('a window is never longer than its step of the retention', () => {
  expect(windowMillis('/profiles', 5_000, 10_000)).toBe(5_000);
  expect(windowMillis(undefined, 5_000, 1_000)).toBe(5_000);
});
