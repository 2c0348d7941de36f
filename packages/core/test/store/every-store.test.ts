import { describe, expect, test } from 'vitest';
import { weightOf } from '../../src/profile/call-tree.ts';
import { latencyCount } from '../../src/profile/latency.ts';
import { memoryStore } from '../../src/store/memory/memory-store.ts';
import type { WindowStore } from '../../src/store/window-store.ts';
import { createWindowsInMemory } from '../../src/store/windows-in-memory.ts';
import { addUp, maxNodes, newDir, newYear, openStore, sumOf, windowAt } from './directory/open-store.ts';

const ladder = [{ everyMillis: 10_000, forMillis: 1e12 }];

function openInMemory(now: () => number): WindowStore {
  return createWindowsInMemory({
    service: 'shop',
    ladder,
    maxNodes,
    maxBytes: 1e9,
    now,
    run: (work) => work(),
    onFailure: (error) => {
      throw error;
    },
  });
}

const stores: readonly [kind: string, open: (now: () => number) => WindowStore][] = [
  ['memory', openInMemory],
  ['memory', (now) => openStore('', { ladder, now, store: memoryStore() })],
  ['directory', (now) => openStore(newDir(), { ladder, now })],
];

const startsOf = async (store: WindowStore): Promise<number[]> =>
  (await store.list()).windows.map(({ startMicros }) => (startMicros - newYear) / 1e6);

describe.each(stores)('a store of the kind %s', (kind, open) => {
  /** With the clock at 100 seconds. */
  const openHere = (): WindowStore => open(() => newYear + 100e6);
  const made = [0, 10, 20].map((at, like) => windowAt({ at, like }));

  test('has nothing at first', async () => {
    const store = openHere();
    expect(await store.list()).toMatchObject({ windows: [], clearedMicros: 0 });
    expect(store.status()).toMatchObject({ kind, windows: 0, problems: [] });
  });

  test('lists windows at once, oldest first, and returns everything in them', async () => {
    const store = openHere();
    for (const window of made) store.add(window);
    expect(await startsOf(store)).toEqual([0, 10, 20]);
    expect(await sumOf(store)).toEqual(addUp(made));
    expect(store.status()).toMatchObject({ windows: 3, problems: [] });
  });

  test('lists the oldest first, in whichever order they came', async () => {
    const store = openHere();
    for (const at of [20, 0, 10]) store.add(windowAt({ at }));
    expect(await startsOf(store)).toEqual([0, 10, 20]);
  });

  test('lists what each window holds, without its trees', async () => {
    const store = openHere();
    for (const window of made) store.add(window);
    const { windows } = await store.list();
    expect(new Set(windows.map(({ id }) => id)).size).toBe(made.length);
    windows.forEach(({ requests, cpuMicros, latency, sources, endMicros }, i) => {
      const window = made[i] as (typeof made)[number];
      const trees = [window.runtime.background, ...window.routes.map(({ tree }) => tree)];
      expect(requests).toBe(window.routes.reduce((sum, route) => sum + route.requests, 0));
      expect(cpuMicros).toBe(trees.reduce((sum, tree) => sum + weightOf(tree).cpuMicros, 0));
      expect(latencyCount(latency)).toBe(requests);
      expect({ sources, endMicros }).toEqual({ sources: window.sources, endMicros: window.endMicros });
    });
  });

  test('lists its own service, another, or all', async () => {
    const store = openHere();
    store.add(windowAt());
    store.flushNow();
    expect(await store.services()).toEqual(['shop']);
    for (const name of ['', '*', 'shop']) expect((await store.list(name)).windows).toHaveLength(1);
    expect((await store.list('bank')).windows).toEqual([]);
  });

  test('has another stamp once it is cleared', async () => {
    const store = openHere();
    const before = await store.stamp();
    await store.clear();
    expect(await store.stamp()).not.toBe(before);
  });

  test('drops windows that began before a clear, also when they are added later', async () => {
    const store = openHere();
    for (const window of made) store.add(window);
    await store.clear();
    expect(await store.list()).toMatchObject({ windows: [], clearedMicros: newYear + 100e6 });
    store.add(windowAt({ at: 95 }));
    expect(await startsOf(store)).toEqual([]);
    store.add(windowAt({ at: 100 }));
    expect(await startsOf(store)).toEqual([100]);
  });

  test('loses nothing when it writes synchronously and closes, twice', async () => {
    const store = openHere();
    for (const window of made) store.add(window);
    store.flushNow();
    await store.close();
    await store.close();
    expect(await sumOf(store)).toEqual(addUp(made));
  });
});
