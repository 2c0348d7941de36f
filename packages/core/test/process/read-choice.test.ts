import { expect, test, vi } from 'vitest';
import { createClosedSum } from '../../src/process/closed-sum.ts';
import { readChoice } from '../../src/process/read-choice.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { Source, Window } from '../../src/profile/window.ts';
import { summaryOf } from '../../src/profile/window-summary.ts';
import { type Choice, everything } from '../../src/store/choice.ts';
import type { StoredWindow, WindowStore } from '../../src/store/window-store.ts';
import { createWindowsInMemory } from '../../src/store/windows-in-memory.ts';
import { exampleWindows } from '../fixtures/windows.ts';

const maxNodes = 5_000;
const plenty = (): number => Number.POSITIVE_INFINITY;
const samples = exampleWindows(5);
const source = { service: 'shop', version: '1', instance: 'this', pid: 1, node: '24', engine: 'e', rate: 99 };
const other: Source = { ...source, instance: 'other', pid: 2 };

function windowAt(second: number, by: Source = source): Window {
  const sample = samples[second % samples.length] as Window;
  return { ...sample, sources: [by], startMicros: second * 1e6, endMicros: (second + 1) * 1e6 };
}

function setUp() {
  const store = createWindowsInMemory({
    service: 'shop',
    ladder: [],
    maxNodes,
    maxBytes: 1e9,
    now: () => 100e6,
    run: (work) => work(),
    onFailure: (error) => {
      throw error;
    },
  });
  const startOver = vi.fn();
  let open = windowAt(5);
  const read = (choice: Partial<Choice> = {}, from: WindowStore = store) =>
    readChoice(
      { ...everything, ...choice },
      {
        store: from,
        closedSum: createClosedSum(maxNodes, plenty),
        source,
        open: async () => open,
        startOver,
      },
    );
  return {
    store,
    startOver,
    read,
    openAnew: (second: number) => {
      open = windowAt(second);
    },
  };
}

function sumOf(...parts: Window[]): Window {
  return mergeWindows(parts, maxNodes);
}

test('closed and open windows of all processes', async () => {
  const { store, read } = setUp();
  store.add(windowAt(1));
  store.add(windowAt(2, other));
  const { window, history } = await read();
  expect(window).toEqual(sumOf(windowAt(1), windowAt(2, other), windowAt(5)));
  expect(history.summaries.map(({ startMicros }) => startMicros / 1e6)).toEqual([1, 2, 5]);
  expect(history).toMatchObject({ services: ['shop'], clearedMicros: 0, instance: 'this' });
});

test('a part by time, by process, by version; the history is of all', async () => {
  const { store, read } = setUp();
  store.add(windowAt(1));
  store.add(windowAt(2, other));
  store.add(windowAt(3, { ...source, version: '0' }));
  const cases: [Partial<Choice>, Window[]][] = [
    [{ fromMicros: 2e6, toMicros: 3e6 }, [windowAt(2, other)]],
    [{ fromMicros: 3e6 }, [windowAt(3, { ...source, version: '0' }), windowAt(5)]],
    [{ process: 'other' }, [windowAt(2, other)]],
    [{ version: '0' }, [windowAt(3, { ...source, version: '0' })]],
    [{ toMicros: 1 }, []],
    // No window's middle is there: rounded outward, to those of which something is.
    [{ fromMicros: 2.6e6, toMicros: 2.9e6 }, [windowAt(2, other)]],
    [{ fromMicros: 1.8e6, toMicros: 2.3e6 }, [windowAt(1), windowAt(2, other)]],
    [{ fromMicros: 1.8e6, toMicros: 2.3e6, process: 'other' }, [windowAt(2, other)]],
    [{ fromMicros: 5.7e6, toMicros: 5.8e6 }, [windowAt(5)]],
    [{ fromMicros: 5.7e6 }, []],
  ];
  for (const [choice, parts] of cases) {
    const { window, history } = await read(choice);
    expect(window, JSON.stringify(choice)).toEqual(sumOf(...parts));
    expect(history.summaries).toHaveLength(4);
  }
});

test('of a merged window, the chosen parts; the history has the parts', async () => {
  const { store, read } = setUp();
  const keep = (window: Window, parts: readonly StoredWindow[] = []) => {
    const id = String(window.startMicros);
    const covers = parts.map((part) => part.id);
    return {
      ...summaryOf(window, id),
      covers,
      parts,
      bytes: 0,
      read: vi.fn(async () => window),
      readDigest: async () => undefined,
    };
  };
  const parts = [keep(windowAt(1)), keep(windowAt(2, other)), keep(windowAt(3))];
  const merged = keep(sumOf(windowAt(1), windowAt(2, other), windowAt(3)), parts);
  const from = {
    ...store,
    list: async () => ({ windows: [merged], clearedMicros: 0, missing: [], unread: 0, decisions: [] }),
  };
  const { window, history } = await read({ fromMicros: 2e6, toMicros: 4e6 }, from);
  expect(window).toEqual(sumOf(windowAt(2, other), windowAt(3)));
  expect(history.summaries.map(({ startMicros }) => startMicros / 1e6)).toEqual([1, 2, 3, 5]);
  expect((await read({ process: 'this' }, from)).window).toEqual(
    sumOf(windowAt(1), windowAt(3), windowAt(5)),
  );
  expect(merged.read).not.toHaveBeenCalled();
  for (const part of parts) part.read.mockClear();
  expect((await read({}, from)).window).toEqual(
    sumOf(windowAt(1), windowAt(2, other), windowAt(3), windowAt(5)),
  );
  expect(merged.read).toHaveBeenCalledTimes(1);
  for (const part of parts) expect(part.read).not.toHaveBeenCalled();
});

test('the open window does not belong to another service', async () => {
  const { read } = setUp();
  expect((await read({ service: 'shop' })).window).toEqual(sumOf(windowAt(5)));
  expect((await read({ service: '*' })).window).toEqual(sumOf(windowAt(5)));
  const { window, history } = await read({ service: 'bank' });
  expect(window).toEqual(sumOf());
  expect(history.summaries).toEqual([]);
});

test('a window that closes while the store lists counts once', async () => {
  const { store, read } = setUp();
  store.add(windowAt(1));
  const slow: WindowStore = {
    ...store,
    async list(service) {
      store.add(windowAt(5));
      return await store.list(service);
    },
  };
  expect((await read({}, slow)).window).toEqual(sumOf(windowAt(1), windowAt(5)));
});

test('after a clear by another process, the open window, which began before it, is dropped', async () => {
  const { store, read, startOver, openAnew } = setUp();
  store.add(windowAt(1));
  await store.clear();
  startOver.mockImplementation(() => openAnew(100));
  expect((await read()).window).toEqual(sumOf(windowAt(100)));
  expect(startOver).toHaveBeenCalledExactlyOnceWith(100e6);
  await read();
  expect(startOver).toHaveBeenCalledTimes(1);
});

test('the same after a clear by another process, with all services', async () => {
  const { store, read, startOver, openAnew } = setUp();
  const listing = { windows: [], clearedMicros: 0, missing: [], unread: 0, decisions: [] };
  const list = async (service = '') =>
    service === '*' ? listing : { ...listing, clearedMicros: 50e6, missing: [], unread: 0, decisions: [] };
  startOver.mockImplementation(() => openAnew(60));
  expect((await read({ service: '*' }, { ...store, list })).window).toEqual(sumOf(windowAt(60)));
  expect(startOver).toHaveBeenCalledExactlyOnceWith(50e6);
});

test('windows of this process in the future, because the clock was set back, count', async () => {
  const { store, read } = setUp();
  const later = Math.round(Date.now() / 1000) + 3_600;
  store.add(windowAt(later));
  expect((await read()).window).toEqual(sumOf(windowAt(later), windowAt(5)));
});

test('a missing window is looked up in the next list, but not for ever', async () => {
  const { store, read } = setUp();
  const gone: StoredWindow = {
    ...summaryOf(windowAt(1), 'gone'),
    covers: [],
    parts: [],
    bytes: 0,
    read: async () => undefined,
    readDigest: async () => undefined,
  };
  const merged: StoredWindow = {
    ...summaryOf(windowAt(1), 'merged'),
    covers: ['gone'],
    parts: [],
    bytes: 0,
    read: async () => windowAt(1),
    readDigest: async () => undefined,
  };
  const list = vi.fn(async () => ({
    windows: [merged],
    clearedMicros: 0,
    missing: [],
    unread: 0,
    decisions: [],
  }));
  list.mockResolvedValueOnce({ windows: [gone], clearedMicros: 0, missing: [], unread: 0, decisions: [] });
  expect((await read({}, { ...store, list })).window).toEqual(sumOf(windowAt(1), windowAt(5)));
  expect(list).toHaveBeenCalledTimes(2);
  list.mockResolvedValue({ windows: [gone], clearedMicros: 0, missing: [], unread: 0, decisions: [] });
  await expect(read({}, { ...store, list })).rejects.toThrow('Ask again');
});
