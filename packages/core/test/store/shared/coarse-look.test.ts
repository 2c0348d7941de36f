import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, test, vi } from 'vitest';
import { nextTurn } from '../../../src/clock.ts';
import { writePprof, writeStored } from '../../../src/pprof/write-pprof.ts';
import { digestOf } from '../../../src/profile/digest.ts';
import { mergeWindows } from '../../../src/profile/merge.ts';
import type { Window } from '../../../src/profile/window.ts';
import { memoryStore } from '../../../src/store/memory/memory-store.ts';
import { mergedWindowName } from '../../../src/store/shared/names.ts';
import { createServiceReader } from '../../../src/store/shared/service-reader.ts';
import { countTurns } from '../../fixtures/turns.ts';
import { exampleWindows } from '../../fixtures/windows.ts';

const [example] = exampleWindows(1) as [Window];
const hourMillis = 3_600_000;

function windowAt(seconds: number): Window {
  const startMicros = 1_767_225_600_000_000 + seconds * 1e6;
  return { ...example, startMicros, endMicros: startMicros + 8e6 };
}
/** So many windows that are not merged, and an hour before them that is, of so many. */
async function setUp(unmerged: number, hidden = 2) {
  const store = memoryStore();
  const names: string[] = [];
  const put = async (window: Window, covers: readonly string[], bytes: Uint8Array): Promise<string> => {
    const name = mergedWindowName(window, [...covers, String(names.length)]);
    await store.append('shop', { name, bytes }, 100 * hourMillis);
    names.push(name);
    return name;
  };
  const parts = Array.from({ length: hidden }, (_, i) => windowAt((i * 3_000) / hidden));
  const covers: string[] = [];
  for (const part of parts) covers.push(await put(part, [], await writePprof(part)));
  const hour = mergeWindows(parts);
  const merged = await put(hour, covers, await writeStored(hour, { covers, beneath: [] }));
  for (let i = 0; i < unmerged; i++) {
    const window = windowAt(3_600 + i);
    await put(window, [], await writePprof(window));
  }
  const reader = createServiceReader(store, 'shop', true, (error) => {
    throw error;
  });
  return { store, reader, merged, hour };
}

test('a coarse look has the few windows that are not merged, too', async () => {
  const { reader, merged } = await setUp(20);
  const { windows, unread } = await reader.look('coarse');
  expect(unread).toBe(0);
  expect(windows.map(({ name }) => name)).toContain(merged);
  expect((await reader.look()).windows).toHaveLength(23);
});

test('it does not read windows that a merged one stands for', async () => {
  const { store, reader, merged } = await setUp(0, 400);
  const readStart = vi.spyOn(store, 'readStart');
  const { windows, unread } = await reader.look('coarse');
  expect(windows.map(({ name }) => name)).toContain(merged);
  expect(unread).toBe(0);
  // The first batch is read before it is known.
  expect(new Set(readStart.mock.calls.map(([, name]) => name)).size).toBeLessThan(200);
});

test('where many are not merged, it leaves them out, also when all are known', async () => {
  const { reader, merged } = await setUp(200);
  for (let looks = 0; looks < 2; looks++) {
    const { windows, unread } = await reader.look('coarse');
    expect(windows.map(({ name }) => name)).toEqual([merged]);
    expect(unread).toBe(200);
    expect((await reader.look()).windows).toHaveLength(203);
  }
});

test('what is read together is decoded in turns of the loop, each with a millisecond of it', async ({
  onTestFinished,
}) => {
  const { reader, merged } = await setUp(0);
  const { windows } = await reader.look('coarse');
  const whole = windows.find(({ head }) => head.digest === undefined)?.name ?? '';
  // The turn of what was decoded for the look is over.
  await nextTurn();
  const turns = countTurns(onTestFinished);
  const pieces: { readonly turn: number; readonly beganMillis: number; millis: number }[] = [];
  const note = (message: unknown): void => {
    const now = performance.now();
    const last = pieces.at(-1);
    if (!(message as { isOver: boolean }).isOver)
      pieces.push({ turn: turns.number, beganMillis: now, millis: 0 });
    else if (last !== undefined) last.millis = now - last.beganMillis;
  };
  subscribe('routeprof:piece', note);
  onTestFinished(() => {
    unsubscribe('routeprof:piece', note);
  });
  const digests = await Promise.all(
    Array.from({ length: 60 }, (_, i) => reader.readDigest(i % 2 === 0 ? merged : whole)),
  );
  expect(digests).not.toContain(undefined);
  expect(pieces.length).toBeGreaterThanOrEqual(60);
  const used = new Map<number, number>();
  for (const { turn, millis } of pieces) {
    const before = used.get(turn) ?? 0;
    expect(before).toBeLessThan(1);
    used.set(turn, before + millis);
  }
});

test('a window is not damaged because its head names a digest that is not there', async () => {
  const { store, reader, hour } = await setUp(0);
  const fields = new Uint8Array(0);
  const copied = {
    ...hour,
    unknown: { fields, count: 0, head: { digestBytes: 60 }, statistics: {}, inside: {} },
  };
  const late = { ...copied, startMicros: hour.startMicros + 1e6 };
  const covers = ['an earlier one'];
  const name = mergedWindowName(late, covers);
  await store.append('shop', { name, bytes: await writePprof(late, { covers, beneath: [] }) }, hourMillis);
  await reader.look('coarse');
  expect((await reader.readDigest(name))?.rows).toEqual(digestOf(hour).rows);
  expect((await store.list('shop')).names).toContain(name);
});
