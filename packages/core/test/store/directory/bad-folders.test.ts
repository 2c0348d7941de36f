import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { directoryStore } from '../../../src/store/directory/directory-store.ts';
import { memoryStore } from '../../../src/store/memory/memory-store.ts';
import { createPendingWindows } from '../../../src/store/shared/pending-windows.ts';
import { createProblems } from '../../../src/store/shared/problems.ts';
import { createRetryPause } from '../../../src/store/shared/retry-pause.ts';
import { createWriter } from '../../../src/store/shared/writer.ts';
import { newDir, openStore, type TestStore, windowAt } from './open-store.ts';

afterEach(() => vi.restoreAllMocks());

/** Unusable folders: each function creates the obstacle, and returns the folder's name. */
const badFolders: Readonly<Record<string, { make(): string; readonly says: RegExp }>> = {
  'in a folder that takes no others': {
    make: () => '/proc/nope',
    says: /^\/proc\/nope cannot be created \(ENOENT\).*name another dir/,
  },
  'deeper in such a folder': { make: () => '/proc/nope/a/b', says: /cannot be created \(ENOENT\)/ },
  'that is a file': {
    make() {
      const file = join(newDir(), 'file');
      writeFileSync(file, '');
      return file;
    },
    says: /is not a folder \(E(NOTDIR|EXIST)\)/,
  },
  'in a file': {
    make() {
      const file = join(newDir(), 'file');
      writeFileSync(file, '');
      return join(file, 'a', 'b');
    },
    says: /is not a folder \(ENOTDIR\)/,
  },
  'that is a link to nothing': {
    make() {
      const link = join(newDir(), 'link');
      symlinkSync(join(newDir(), 'gone'), link);
      return link;
    },
    says: /is not a folder \(EEXIST\)/,
  },
  'that everyone may change': {
    make() {
      const dir = newDir();
      chmodSync(dir, 0o777);
      return dir;
    },
    says: /Everyone may change/,
  },
  'where this user may not write': { make: () => '/sys/nope', says: /may not write|can only be read/ },
  'whose service’s folder is a file': {
    make() {
      const dir = newDir();
      const { path } = folderOf(openStore(dir));
      writeFileSync(path, '');
      return dir;
    },
    says: /is not a folder, so nothing is written/,
  },
};

function folderOf(store: TestStore): { readonly path: string } {
  return { path: store.status().folder ?? '' };
}

const isHere =
  process.platform === 'linux' ? () => true : (name: string) => !/takes|deeper|may not/.test(name);

const usable = Object.entries(badFolders).filter(([name]) => isHere(name));

describe('a folder', () => {
  test.each(usable)('%s is reported once, and shown on the page', async (_, { make, says }) => {
    let millis = 0;
    const pace = { passMillis: 1, lagMillis: 0, settleMillis: 0, leaseMillis: 60_000 };
    const store = openStore(make(), { clock: () => millis, flushMillis: 1_000, pace });
    for (let i = 0; i < 4; i++) {
      store.add(windowAt({ at: i }));
      await vi.waitFor(() => expect(store.status().problems).toHaveLength(1), { timeout: 150_000 });
      expect((await store.list()).windows).toHaveLength(Math.max(1, i));
      await store.clear();
      store.add(windowAt({ at: 2_000 + i }));
      millis += 60_000;
    }
    store.flushNow();
    expect(store.status().problems).toEqual([expect.stringMatching(says)]);
    const began = / This began at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\.$/;
    expect(store.status().problems[0]).toMatch(began);
    expect(store.failures).toEqual(store.status().problems.map((problem) => problem.replace(began, '')));
  });

  test.each(usable)('%s is tried again after longer and longer pauses', async (_, { make }) => {
    let millis = 0;
    const ignore = (): void => {};
    const pause = createRetryPause(1_000, () => millis);
    const failed = vi.spyOn(pause, 'begin');
    const bounds = { maxNodes: 100, maxBytes: 1e9 };
    const pending = createPendingWindows(bounds, (work) => work(), ignore);
    const problems = createProblems(ignore);
    const common = { service: 'shop', keepMillis: 1e12, onFailure: ignore };
    const writer = createWriter({ ...common, store: directoryStore(make()), pending, problems, pause });
    const at: number[] = [];
    for (; millis < 300_000; millis += 500) {
      if (millis % 8_000 === 0) pending.add(windowAt({ at: millis / 1_000 }));
      await writer.flushPatiently();
      if (failed.mock.calls.length > at.length) at.push(millis / 1_000);
    }
    expect(at).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
  });

  test('can be removed while the app runs', async () => {
    const dir = join(newDir(), 'a', 'b');
    const store = openStore(dir);
    store.add(windowAt());
    await vi.waitFor(() => expect(store.status().problems).toEqual([]));
    await store.clear();
    rmSync(dir, { recursive: true });
    store.add(windowAt({ at: 2_000 }));
    await store.clear();
    expect(store.failures).toEqual([]);
    expect(store.status().problems).toEqual([]);
  });

  test('is used again within a minute after it is repaired', async () => {
    const parent = newDir();
    const dir = join(parent, 'file');
    writeFileSync(dir, '');
    let millis = 0;
    const store = openStore(dir, { clock: () => millis, flushMillis: 5 });
    store.add(windowAt());
    await vi.waitFor(() => expect(store.status().problems).toHaveLength(1));
    rmSync(dir);
    mkdirSync(dir, { mode: 0o700 });
    millis += 60_000;
    await vi.waitFor(() => expect(store.status().problems).toEqual([]));
    // It is reported again only if it fails again.
    expect(store.failures).toHaveLength(1);
  });
});

test('a write that fails after a while is one failure, however many windows came meanwhile', async () => {
  let millis = 0;
  let fail = (): void => {};
  const append = vi.fn(
    () => new Promise<void>((_, reject) => (fail = () => reject(new Error('It is away.')))),
  );
  const pause = createRetryPause(1_000, () => millis);
  const begun = vi.spyOn(pause, 'begin');
  const bounds = { maxNodes: 100, maxBytes: 1e9 };
  const ignore = (): void => {};
  const pending = createPendingWindows(bounds, (work) => work(), ignore);
  const writer = createWriter({
    ...{ store: { ...memoryStore(), append }, service: 'shop', keepMillis: 1e12, pending, pause },
    ...{ problems: createProblems(ignore), onFailure: ignore },
  });
  const flushes: Promise<void>[] = [];
  for (let i = 0; i < 5; i++) {
    pending.add(windowAt({ at: 10 * i }));
    flushes.push(writer.flushPatiently());
  }
  await vi.waitFor(() => expect(append).toHaveBeenCalledTimes(1));
  fail();
  await Promise.all(flushes);
  expect(begun).toHaveBeenCalledTimes(1);
  millis += 1_000;
  const again = writer.flushPatiently();
  await vi.waitFor(() => expect(append).toHaveBeenCalledTimes(2));
  fail();
  await again;
});

test('pauses double up to a minute, and start again from the first after a success', () => {
  let millis = 0;
  const pause = createRetryPause(10_000, () => millis);
  const lengths: number[] = [];
  const fail = (): void => {
    pause.begin();
    const start = millis;
    while (!pause.isOver()) millis += 1_000;
    lengths.push((millis - start) / 1_000);
  };
  expect(pause.isOver()).toBe(true);
  for (let i = 0; i < 5; i++) fail();
  pause.end();
  expect(pause.isOver()).toBe(true);
  fail();
  expect(lengths).toEqual([10, 20, 40, 60, 60, 10]);
});
