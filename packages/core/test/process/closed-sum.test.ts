import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClosedSum } from '../../src/process/closed-sum.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { Window } from '../../src/profile/window.ts';
import { summaryOf } from '../../src/profile/window-summary.ts';
import { bytesOf } from '../../src/store/window-bytes.ts';
import type { StoredWindow } from '../../src/store/window-store.ts';
import { sliceTime } from '../../src/time/activity.ts';
import { exampleWindows } from '../fixtures/windows.ts';

// The core takes its timers from there, once: these look for the faked ones at each call.
vi.mock('../../src/clock.ts', async (original) => ({
  ...(await original<typeof import('../../src/clock.ts')>()),
  setTimeout: (...given: Parameters<typeof setTimeout>) => setTimeout(...given),
  clearTimeout: (timer: NodeJS.Timeout) => clearTimeout(timer),
}));

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

const maxNodes = 5_000;
const plenty = (): number => Number.POSITIVE_INFINITY;
const [first, second, third, open] = exampleWindows(4) as [Window, Window, Window, Window];

/** A window as a store keeps it. How often it is read is counted; one that is `gone` is not there any more. */
function stored(id: string, window: Window, covers: readonly string[] = []) {
  const it = {
    gone: false,
    ...summaryOf(window, id),
    covers,
    parts: [] as StoredWindow[],
    bytes: 0,
    read: vi.fn(),
    readDigest: async () => undefined,
  };
  it.read.mockImplementation(async () => (it.gone ? undefined : window));
  return it satisfies StoredWindow;
}
function sumOf(...parts: Window[]) {
  return { window: mergeWindows(parts, maxNodes), slices: sliceTime(parts) };
}

test('closed windows are read and added up once, as long as reports are requested', async () => {
  const [a, b, c] = [stored('a', first), stored('b', second), stored('c', third)];
  const sum = createClosedSum(maxNodes, plenty);
  expect(await sum.with([a, b], open)).toEqual(sumOf(first, second, open));
  expect(await sum.with([a, b], open)).toEqual(sumOf(first, second, open));
  expect(await sum.with([a, b, c], undefined)).toEqual(sumOf(first, second, third));
  for (const { read } of [a, b, c]) expect(read).toHaveBeenCalledTimes(1);

  vi.runOnlyPendingTimers();
  await sum.with([a, b, c], open);
  for (const { read } of [a, b, c]) expect(read).toHaveBeenCalledTimes(2);
});

test('the sums of both sides of a comparison are kept', async () => {
  const [a, b, c] = [stored('a', first), stored('b', second), stored('c', third)];
  const sum = createClosedSum(maxNodes, plenty);
  for (let i = 0; i < 3; i++) {
    expect(await sum.with([a], undefined)).toEqual(sumOf(first));
    expect(await sum.with([b, c], open)).toEqual(sumOf(second, third, open));
  }
  for (const { read } of [a, b, c]) expect(read).toHaveBeenCalledTimes(1);
});

test('windows that have been merged since are recognised by their new name', async () => {
  const [a, b, c] = [stored('a', first), stored('b', second), stored('c', third)];
  const both = stored('ab', mergeWindows([first, second]), ['a', 'b']);
  const sum = createClosedSum(maxNodes, plenty);
  await sum.with([a, b], open);
  expect(await sum.with([both, c], open)).toEqual(sumOf(first, second, third, open));
  expect(both.read).not.toHaveBeenCalled();
  const all = stored('abc', mergeWindows([first, second, third]), ['ab', 'c']);
  expect(await sum.with([all], open)).toEqual(sumOf(first, second, third, open));
  expect(all.read).not.toHaveBeenCalled();
});

test('windows that have been merged twice since are recognised by their newest name', async () => {
  const [a, b, c] = [stored('a', first), stored('b', second), stored('c', third)];
  const both = { ...stored('ab', mergeWindows([first, second]), ['a', 'b']), parts: [a, b] };
  const all = { ...stored('abc', mergeWindows([first, second, third]), ['ab', 'c']), parts: [both, c] };
  const sum = createClosedSum(maxNodes, plenty);
  await sum.with([a, b, c], open);
  expect(await sum.with([all], open)).toEqual(sumOf(first, second, third, open));
  expect(all.read).not.toHaveBeenCalled();
  // A part of it was not known.
  const other = createClosedSum(maxNodes, plenty);
  await other.with([a, b], open);
  expect((await other.with([all], open))?.window).toEqual(sumOf(first, second, third, open).window);
  expect(all.read).toHaveBeenCalledTimes(1);
});

test.each([
  ['of which one was not known', ['a', 'c']],
  ['nobody knows of what', []],
])('windows that were merged, %s, are not added twice', async (_which, covers) => {
  const [a, b] = [stored('a', first), stored('b', second)];
  const merged = stored('merged', mergeWindows([first, third]), covers);
  const sum = createClosedSum(maxNodes, plenty);
  await sum.with([a, b], open);
  expect((await sum.with([merged, b], open))?.window).toEqual(sumOf(first, second, third, open).window);
});

test('a missing window is reported, and windows read before it are not read again', async () => {
  const [a, b] = [stored('a', first), stored('b', second)];
  const sum = createClosedSum(maxNodes, plenty);
  b.gone = true;
  expect(await sum.with([a, b], open)).toBeUndefined();
  expect(await sum.with([a], open)).toEqual(sumOf(first, open));
  expect(a.read).toHaveBeenCalledTimes(1);
});

test('nothing at all adds up to nothing', async () => {
  const sum = createClosedSum(maxNodes, plenty);
  expect(await sum.with([], undefined)).toEqual(sumOf());
  expect(await sum.with([], open)).toEqual(sumOf(open));
});

test('a sum that is dropped while it is computed is not kept', async () => {
  const [a, b] = [stored('a', first), stored('b', second)];
  const sum = createClosedSum(maxNodes, plenty);
  const asked = sum.with([a, b], open);
  expect(a.read).toHaveBeenCalledTimes(1);
  sum.forget();
  // The earlier request still gets its result.
  expect(await asked).toEqual(sumOf(first, second, open));
  expect(vi.getTimerCount()).toBe(0);

  await sum.with([a, b], open);
  expect(a.read).toHaveBeenCalledTimes(2);
});

test('of many windows a few are in memory at a time', async () => {
  const mebibyte = 1024 * 1024;
  const frames = Array.from({ length: 9_000 }, (_, i) => ({
    name: `f${i}`,
    file: '/a.js',
    line: i,
    column: 1,
  }));
  let read = 0;
  let added = 0;
  let mostHeld = 0;
  const large: StoredWindow[] = Array.from({ length: 50 }, (_, i) => ({
    ...summaryOf(first, `w${i}`),
    covers: [],
    parts: [],
    bytes: 0,
    readDigest: async () => undefined,
    async read() {
      read++;
      mostHeld = Math.max(mostHeld, read - added);
      const runtime = {
        ...first.runtime,
        get lost() {
          added++;
          return 1;
        },
      };
      return { ...first, frames, runtime };
    },
  }));
  const sum = await createClosedSum(maxNodes, plenty).with(large, undefined);
  expect(sum?.window.runtime.lost).toBe(50);
  expect(added).toBe(50);
  expect(bytesOf({ ...first, frames })).toBeGreaterThan(mebibyte);
  expect(mostHeld).toBeLessThanOrEqual(17);
});
