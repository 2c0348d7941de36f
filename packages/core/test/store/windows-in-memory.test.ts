import { describe, expect, test } from 'vitest';
import type { Window } from '../../src/profile/window.ts';
import { bytesOf } from '../../src/store/window-bytes.ts';
import type { WindowStore } from '../../src/store/window-store.ts';
import { createWindowsInMemory } from '../../src/store/windows-in-memory.ts';
import { tallyOf } from '../fixtures/tally.ts';
import { exampleWindows } from '../fixtures/windows.ts';

const ladder = [
  { everyMillis: 1_000, forMillis: 10_000 },
  { everyMillis: 10_000, forMillis: 60_000 },
];
const samples = exampleWindows(3);

function windowAt(startSeconds: number): Window {
  const sample = samples[startSeconds % samples.length] as Window;
  return { ...sample, startMicros: startSeconds * 1e6, endMicros: (startSeconds + 1) * 1e6 };
}
function windowsUntil(endSeconds: number): Window[] {
  return Array.from({ length: endSeconds }, (_, i) => windowAt(i));
}
async function read(store: WindowStore): Promise<readonly Window[]> {
  const { windows } = await store.list();
  return (await Promise.all(windows.map((stored) => stored.read()))) as Window[];
}
async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await new Promise(setImmediate);
}

function storeAt(now: () => number, maxBytes = 1e9) {
  return createWindowsInMemory({
    service: 'shop',
    ladder,
    maxNodes: 1000,
    maxBytes,
    now: () => now() * 1e6,
    run: (work) => work(),
    onFailure: (error) => {
      throw error;
    },
  });
}

describe('the memory store', () => {
  test('merges as retention says, deletes at its end, and loses nothing until then', async () => {
    let now = 0;
    const store = storeAt(() => now);
    for (now = 0; now < 40; now++) {
      store.add(windowAt(now));
      await settle();
    }
    const kept = await read(store);
    expect(kept.length).toBeLessThan(20);
    expect(tallyOf(kept)).toEqual(tallyOf(windowsUntil(40)));
    now = 200;
    store.add(windowAt(now));
    await settle();
    expect(tallyOf(await read(store))).toEqual(tallyOf([windowAt(200)]));
  });

  test('stays within its size: detail is dropped, totals stay', async () => {
    const maxBytes = bytesOf(windowAt(0)) * 3;
    const store = storeAt(() => 9, maxBytes);
    for (let i = 0; i < 9; i++) {
      store.add(windowAt(i));
      await settle();
    }
    const kept = await read(store);
    expect(kept.reduce((sum, window) => sum + bytesOf(window), 0)).toBeLessThanOrEqual(maxBytes);
    expect(tallyOf(kept, { stacks: false })).toEqual(tallyOf(windowsUntil(9), { stacks: false }));
  });

  test('does not restore windows that were cleared during a merge', async () => {
    const store = storeAt(() => 30);
    for (let i = 0; i < 5; i++) store.add(windowAt(i));
    const stamp = await store.stamp();
    await store.clear();
    await settle();
    expect(await store.list()).toMatchObject({ windows: [], clearedMicros: 30e6, missing: [] });
    expect(await store.stamp()).not.toBe(stamp);
  });
});
