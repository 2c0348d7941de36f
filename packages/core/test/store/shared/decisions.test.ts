import { expect, onTestFinished, test, vi } from 'vitest';
import type { Decision } from '../../../src/decision.ts';
import { memoryStore } from '../../../src/store/memory/memory-store.ts';
import { createHeardMarks } from '../../../src/store/shared/heard-marks.ts';
import type { Store, StoreMark } from '../../../src/store-contract.ts';
import { newYear, openStore, windowAt } from '../directory/open-store.ts';

const now = newYear + 1e9;

/** A process, and what it was told last. */
function openProcess(store: Store, given: { now?: number; clock?: () => number; instance?: string } = {}) {
  let told: readonly Decision[] = [];
  const windows = openStore('', {
    store,
    instance: given.instance ?? 'own',
    now: () => given.now ?? now,
    ...(given.clock && { clock: given.clock }),
    onDecisions: (decisions) => (told = decisions),
  });
  return { ...windows, told: () => told };
}

const marksIn = async (store: Store): Promise<readonly StoreMark[]> => (await store.list('shop')).marks;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a process hears at its start what was decided before', async () => {
  const store = memoryStore();
  await store.mark('shop', { kind: 'pause', atMicros: 5, value: 'on' });
  const process = openProcess(store);
  await settle();
  expect(process.told()).toEqual([{ kind: 'pause', atMicros: 5, value: 'on' }]);
});

test('it hears more after each flush, but not all the time', async () => {
  const store = memoryStore();
  const list = vi.spyOn(store, 'list');
  let millis = 0;
  const process = openProcess(store, { clock: () => millis });
  await settle();
  const asked = list.mock.calls.length;
  await store.mark('shop', { kind: 'rate', atMicros: 5, value: '99' });
  const flush = async (): Promise<void> => {
    process.add(windowAt());
    await vi.waitFor(async () => expect(await store.services()).toEqual(['shop']));
    for (let i = 0; i < 5; i++) await settle();
  };
  millis = 4_999;
  await flush();
  expect(list).toHaveBeenCalledTimes(asked);
  expect(process.told()).toEqual([]);
  millis = 5_000;
  await flush();
  await vi.waitFor(
    () => expect(process.told()).toEqual([{ kind: 'rate', atMicros: 5, value: '99' }]),
    20_000,
  );
  expect(list).toHaveBeenCalledTimes(asked + 1);
});

test('what it decides counts here at once, and is in the store', async () => {
  const store = memoryStore();
  const process = openProcess(store);
  const before = await process.stamp();
  const deciding = process.decide('pause', 'on');
  expect(process.told()).toEqual([{ kind: 'pause', atMicros: now, value: 'on' }]);
  await deciding;
  expect(await marksIn(store)).toEqual(process.told());
  expect((await process.list()).decisions).toEqual(process.told());
  expect((await process.list('*')).decisions).toEqual(process.told());
  expect(await process.stamp()).not.toBe(before);
});

test('what is decided already is not decided again, also where another process has just done it', async () => {
  const store = memoryStore();
  const [one, other] = [openProcess(store), openProcess(store, { now: now - 300e6 })];
  await other.decide('pause', 'off');
  expect(await marksIn(store)).toEqual([]);
  await one.decide('pause', 'on');
  // It does not know of the pause yet.
  await other.decide('pause', 'off');
  expect(await marksIn(store)).toEqual([{ kind: 'pause', atMicros: now + 1, value: 'off' }]);
  expect(other.told()).toEqual(await marksIn(store));
});

test('a decision that cannot be written counts here, and is tried again', async () => {
  const store = memoryStore();
  const mark = vi.spyOn(store, 'mark').mockRejectedValueOnce(new Error('The store is away.'));
  const process = openProcess(store);
  await process.decide('rate', '99');
  expect(process.told()).toMatchObject([{ value: '99' }]);
  expect(await marksIn(store)).toEqual([]);
  await process.decide('rate', '99');
  expect(mark).toHaveBeenCalledTimes(2);
  expect(await marksIn(store)).toEqual(process.told());
});

test('a decision is written at the end of a process, without a turn', async () => {
  const store = memoryStore();
  let answer = (): void => {};
  vi.spyOn(store, 'mark').mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
  const process = openProcess(store);
  const deciding = process.decide('pause', 'on');
  process.flushNow();
  expect(await marksIn(store)).toEqual(process.told());
  answer();
  await deciding;
});

test('a store that was emptied learns again what its processes obey', async () => {
  let store = memoryStore();
  const proxy = new Proxy({} as Store, { get: (_, name) => store[name as keyof Store] });
  let millis = 0;
  const process = openProcess(proxy, { clock: () => millis });
  await process.decide('pause', 'on');
  store = memoryStore();
  millis += 10_000;
  process.add(windowAt());
  await vi.waitFor(async () => expect(await store.services()).toEqual(['shop']));
  for (let i = 0; i < 5; i++) await settle();
  millis += 10_000;
  process.add(windowAt({ at: 10 }));
  await vi.waitFor(async () => expect(await marksIn(store)).toEqual(process.told()));
});

test('a clear says how many processes there were', async () => {
  const store = memoryStore();
  const other = openProcess(store, { instance: 'other' });
  other.add(windowAt({ instance: 'other' }));
  await other.close();
  const process = openProcess(store);
  await process.clear();
  expect(await marksIn(store)).toEqual([{ kind: 'clear', atMicros: now, value: '2' }]);
  expect((await process.list()).windows).toEqual([]);
});

test('a clear works while the store does not answer', async () => {
  const store = memoryStore();
  const process = openProcess(store);
  process.add(windowAt());
  await settle();
  const list = vi.spyOn(store, 'list').mockRejectedValue(new Error('The store is away.'));
  await process.clear();
  expect(process.told()).toEqual([{ kind: 'clear', atMicros: now, value: '' }]);
  list.mockRestore();
  expect((await process.list()).windows).toEqual([]);
});

test('hearing never fails, and asks again only after half of the time', async () => {
  let millis = 0;
  const heard: (readonly StoreMark[])[] = [];
  const list = vi.fn(async () => Promise.reject(new Error('away')));
  const { hear, hearNow } = createHeardMarks({
    store: { list } as unknown as Store,
    service: 'shop',
    flushMillis: 1_000,
    now: () => 1e15,
    clock: () => millis,
    onMarks: (marks) => heard.push(marks),
  });
  onTestFinished(() => expect(heard).toEqual([]));
  await hear();
  millis = 499;
  await hear();
  expect(list).toHaveBeenCalledTimes(1);
  millis = 500;
  await hear();
  expect(list).toHaveBeenCalledTimes(2);
  await hearNow();
  expect(list).toHaveBeenCalledTimes(3);
});
