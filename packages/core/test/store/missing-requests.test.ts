import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRequestCount } from '../../src/process/request-count.ts';
import type { Window } from '../../src/profile/window.ts';
import { memoryStore } from '../../src/store/memory/memory-store.ts';
import { createCompactor } from '../../src/store/shared/compactor.ts';
import { createProblems } from '../../src/store/shared/problems.ts';
import { createServiceReader } from '../../src/store/shared/service-reader.ts';
import type { StoreListing, WindowStore } from '../../src/store/window-store.ts';
import type { Store } from '../../src/store-contract.ts';
import { maxNodes, newYear, openStore, windowAt } from './directory/open-store.ts';

const ladder = [
  { everyMillis: 10_000, forMillis: 60_000 },
  { everyMillis: 60_000, forMillis: 600_000 },
  { everyMillis: 300_000, forMillis: 7_200_000 },
];

const requestsOf = ({ routes }: Window): number => routes.reduce((sum, { requests }) => sum + requests, 0);

/** Windows of ten seconds, one after the other, as a process closes them. */
function windowsOf(instance: string, count: number, firstSecond = 0): Window[] {
  const counted = createRequestCount({
    startMicros: newYear + firstSecond * 1e6,
    ladder,
    everyMillis: () => 10_000,
  });
  return Array.from({ length: count }, (_, i) =>
    counted.add(windowAt({ at: firstSecond + 10 * i, instance, like: i })),
  );
}

function knownAndMissing({ windows, missing }: StoreListing): { known: number; missing: number } {
  return {
    known: windows.reduce((sum, { requests }) => sum + requests, 0),
    missing: missing.reduce((sum, { requests }) => sum + requests, 0),
  };
}

/** With the clock at so many seconds. */
function openHere(store: Store, seconds = 600): WindowStore {
  return openStore('', { store, ladder, now: () => newYear + seconds * 1e6 });
}

async function write(store: Store, windows: readonly Window[]): Promise<string[]> {
  const open = openHere(store);
  for (const window of windows) open.add(window);
  await open.close();
  return [...(await store.list('shop')).names];
}

async function compact(store: Store, seconds: number): Promise<void> {
  const compactor = createCompactor({
    ...{ store, service: 'shop', ladder, maxNodes, keepMillis: 1e12, lagMillis: 10_000, settleMillis: 0 },
    reader: createServiceReader(store, 'shop', true, fail),
    lease: store.lease('shop', 0),
    problems: createProblems(fail),
    now: () => newYear + seconds * 1e6,
  });
  for (let before = ''; ; ) {
    const outcome = await compactor.pass();
    const now = [...(await store.list('shop')).names].sort().join();
    if (outcome !== 'more' && now === before) break;
    before = now;
  }
  await compactor.close();
}
function fail(error: unknown): never {
  throw error;
}

describe('requests whose windows are gone', () => {
  test('nothing is missing among all windows, in any order', async () => {
    const store = memoryStore();
    const made = [...windowsOf('a', 12), ...windowsOf('b', 12, 30)];
    await write(store, made.reverse());
    const { known, missing } = knownAndMissing(await openHere(store).list());
    expect({ known, missing }).toEqual({
      known: made.reduce((sum, one) => sum + requestsOf(one), 0),
      missing: 0,
    });
  });

  test('a gap, the first windows, and the time of each are known', async () => {
    const store = memoryStore();
    const made = windowsOf('a', 6);
    const sorted = (await write(store, made)).sort();
    await store.drop('shop', [sorted[0], sorted[3]] as string[]);
    expect((await openHere(store).list()).missing).toEqual([
      {
        requests: requestsOf(made[0] as Window),
        ...{ startMicros: newYear, endMicros: newYear + 10e6, id: sorted[1] },
      },
      {
        requests: requestsOf(made[3] as Window),
        ...{ startMicros: newYear + 30e6, endMicros: newYear + 40e6, id: sorted[4] },
      },
    ]);
  });

  test('what a clear or its age has removed is not missing', async () => {
    const store = memoryStore();
    await write(store, windowsOf('a', 70));
    await store.mark('shop', { kind: 'clear', atMicros: newYear + 25e6, value: '' });
    expect(knownAndMissing(await openHere(store).list()).missing).toBe(0);
    // Its first windows are too old for their rung by then, and are there within those of five minutes.
    const old = memoryStore();
    await write(old, windowsOf('a', 70));
    await compact(old, 1_400);
    const { windows, missing } = await openHere(old, 1_400).list();
    expect(windows.length).toBeLessThan(10);
    expect(missing).toEqual([]);
  });

  test('each service is cleared by itself, also in a list of all', async () => {
    const store = memoryStore();
    await write(store, windowsOf('a', 6));
    await store.mark('shop', { kind: 'clear', atMicros: newYear + 25e6, value: '' });
    const other = openStore('', { store, service: 'bank', ladder, now: () => newYear + 60e6 });
    other.add(windowAt({ service: 'bank' }));
    await other.close();
    expect((await openHere(store, 60).list('*')).missing).toEqual([]);
  });

  test('windows that a clock has parted, which was set back, are not missing', async () => {
    const store = memoryStore();
    const counted = createRequestCount({ startMicros: newYear, ladder, everyMillis: () => 10_000 });
    // The third and fourth begin before the second, in another minute.
    const made = [60, 70, 40, 50, 80, 130].map((at) => counted.add(windowAt({ at })));
    await write(store, made);
    await compact(store, 500);
    expect((await openHere(store, 500).list()).missing).toEqual([]);
  });

  test('a window that is left alone for ever is no sign of a loss after it', async () => {
    const store = memoryStore();
    // Its first window is the only one of its five minutes. It rests for long after the next, which become one.
    const counted = createRequestCount({ startMicros: newYear + 290e6, ladder, everyMillis: () => 10_000 });
    const made = [290, ...Array.from({ length: 30 }, (_, i) => 300 + 10 * i), 2_000].map((at) =>
      counted.add(windowAt({ at })),
    );
    await write(store, made.slice(0, -1));
    for (const seconds of [700, 1_900]) await compact(store, seconds);
    await write(store, made.slice(-1));
    const { windows, missing } = await openHere(store, 2_010).list();
    expect(windows.some(({ parts, ledger }) => parts.length === 0 && ledger === undefined)).toBe(true);
    expect(missing).toEqual([]);
  });

  test('whatever is lost, and however long ago: what is known and what is missing add up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          lost: fc.uniqueArray(fc.nat(299), { maxLength: 60 }),
          beginsAt: fc.integer({ min: 0, max: 40 }),
        }),
        async ({ lost, beginsAt }) => {
          const store = memoryStore();
          const [a, b] = [windowsOf('a', 150), windowsOf('b', 150, 10 * beginsAt)];
          let written: Window[] = [];
          let merged = 0;
          let isEarlyGone = false;
          // A process writes its windows, some are lost, and all are merged meanwhile.
          for (let seconds = 100; seconds <= 1_500; seconds += 100) {
            const soFar = [a, b].flatMap((made) =>
              made.filter(({ endMicros }) => endMicros <= newYear + seconds * 1e6),
            );
            const latest = soFar.filter((window) => !written.includes(window));
            const names = await write(store, latest);
            const gone = latest.filter((window) => lost.includes([...a, ...b].indexOf(window)));
            // What comes after a process's last window is not known.
            const isLast = (window: Window): boolean => window.endMicros > newYear + (seconds - 10) * 1e6;
            isEarlyGone ||= gone.some((window) => !isLast(window) && window.endMicros <= newYear + 800e6);
            const isGone = (name: string): boolean =>
              gone.some((window) => !isLast(window) && isOf(name, window) && latest.includes(window));
            await store.drop('shop', names.filter(isGone));
            written = soFar;
            await compact(store, seconds);
            const listing = await openHere(store, seconds).list();
            merged = Math.max(merged, ...listing.windows.map(({ lostRequests = 0 }) => lostRequests));
            const { known, missing } = knownAndMissing(listing);
            expect(known + missing).toBe(written.reduce((sum, window) => sum + requestsOf(window), 0));
          }
          if (isEarlyGone) expect(merged).toBeGreaterThan(0);
        },
      ),
      { numRuns: 10 },
    );
  });
});

/** Both processes have windows of the same times, so their names differ only in what is random. */
function isOf(name: string, { startMicros, endMicros }: Window): boolean {
  return name.startsWith(`${startMicros / 1000}-${endMicros / 1000}-`);
}
