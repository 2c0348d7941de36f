import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weightOf } from '../../src/profile/call-tree.ts';
import type { Window } from '../../src/profile/window.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { bytesOf, nextStep } from '../../src/store/plan.ts';
import { windows } from '../profile/windows.ts';

const ladder = [
  { everyMillis: 1_000, forMillis: 10_000 },
  { everyMillis: 10_000, forMillis: 60_000 },
];
const [sample] = fc.sample(windows, { numRuns: 1, seed: 7 }) as [Window];

function windowAt(startSeconds: number): Window {
  return { ...sample, startMicros: startSeconds * 1e6, endMicros: (startSeconds + 1) * 1e6 };
}
function total(list: readonly Window[]): number {
  return list.reduce(
    (sum, { routes }) => sum + routes.reduce((all, { tree }) => all + weightOf(tree).wallMicros, 0),
    0,
  );
}
async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await new Promise(setImmediate);
}

function storeAt(now: () => number, maxBytes = 1e9) {
  return createMemoryStore({
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
  test('merges along the ladder and forgets past its end, and until then loses nothing', async () => {
    let now = 0;
    const store = storeAt(() => now);
    for (now = 0; now < 40; now++) {
      store.add(windowAt(now));
      await settle();
    }
    const kept = store.read();
    expect(kept.length).toBeLessThan(20);
    expect(total(kept)).toBe(total([sample]) * 40);
    now = 200;
    store.add(windowAt(now));
    await settle();
    expect(total(store.read())).toBe(total([sample]));
  });

  test('answers ranges', () => {
    const store = storeAt(() => 5);
    for (let i = 0; i < 5; i++) store.add(windowAt(i));
    expect(store.read(1.5e6, 2.5e6).map(({ startMicros }) => startMicros / 1e6)).toEqual([1, 2]);
    store.clear();
    expect(store.read()).toEqual([]);
  });

  test('stays within its size: detail goes, totals stay', async () => {
    const maxBytes = bytesOf(sample) * 3;
    const store = storeAt(() => 9, maxBytes);
    for (let i = 0; i < 9; i++) {
      store.add(windowAt(i));
      await settle();
    }
    expect(store.read().reduce((sum, window) => sum + bytesOf(window), 0)).toBeLessThanOrEqual(maxBytes);
    expect(total(store.read())).toBe(total([sample]) * 9);
  });

  test('does not bring back what was cleared while it merged', async () => {
    const store = storeAt(() => 30);
    for (let i = 0; i < 5; i++) store.add(windowAt(i));
    store.clear();
    await settle();
    expect(store.read()).toEqual([]);
  });
});

test('a plan always comes to an end', () => {
  fc.assert(
    fc.property(fc.array(windows, { maxLength: 6 }), fc.integer({ min: 1, max: 5000 }), (list, maxBytes) => {
      const bounds = { ladder, maxNodes: 100, maxBytes };
      let left: readonly Window[] = list;
      for (let i = 0; i < 30; i++) {
        const step = nextStep(left, 1e12, bounds);
        if (step === undefined) return;
        left = left.filter((window) => !step.windows.includes(window));
      }
      expect.fail('there was always another step');
    }),
  );
});
