import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { readHead } from '../../../src/pprof/read-head.ts';
import { bytesOf } from '../../../src/store/window-bytes.ts';
import { addUp, newDir, newYear, openStore, sumOf, windowAt } from './open-store.ts';

// The core takes its timers from there, once: these look for the faked ones at each call.
vi.mock('../../../src/clock.ts', async (original) => ({
  ...(await original<typeof import('../../../src/clock.ts')>()),
  setTimeout: (...given: Parameters<typeof setTimeout>) => setTimeout(...given),
  clearTimeout: (timer: NodeJS.Timeout) => clearTimeout(timer),
}));

// The real one, with its calls counted.
vi.mock('../../../src/pprof/read-head.ts', { spy: true });

const folderName = (service: string) => new RegExp(`^${service}-[0-9a-f]{8}$`);

/** The folder of the only service. */
function folderIn(dir: string): string {
  const [name = ''] = readdirSync(dir);
  return join(dir, name);
}
function windowFiles(dir: string): string[] {
  return readdirSync(folderIn(dir)).filter((name) => name.endsWith('.pb.gz'));
}
async function untilWritten(dir: string, count: number): Promise<void> {
  await vi.waitFor(() => expect(windowFiles(dir)).toHaveLength(count));
}

describe('the directory store', () => {
  test('keeps windows for later processes', async () => {
    const dir = join(newDir(), 'not', 'there', 'yet');
    const first = openStore(dir);
    const [a, b] = [windowAt({ at: 0 }), windowAt({ at: 10, like: 1 })];
    first.add(a);
    first.add(b);
    expect(await sumOf(first)).toEqual(addUp([a, b]));
    await first.close();
    const second = openStore(dir);
    expect(await sumOf(second)).toEqual(addUp([a, b]));
    const { windows } = await second.list();
    expect(windows.map(({ startMicros }) => startMicros)).toEqual([a.startMicros, b.startMicros]);
    expect(windows[0]).toMatchObject({ endMicros: a.endMicros, sources: a.sources });
    expect(second.status()).toMatchObject({ kind: 'directory', windows: 2, problems: [] });
    expect(second.status().bytes).toBeGreaterThan(500);
    expect([...first.failures, ...second.failures]).toEqual([]);
  });

  test('writes soon by itself; pending windows count at once, and only once', async () => {
    const dir = newDir();
    const store = openStore(dir);
    store.add(windowAt());
    expect((await store.list()).windows).toHaveLength(1);
    await untilWritten(dir, 1);
    expect((await store.list()).windows).toHaveLength(1);
  });

  test('writes at once when there are no more turns of the loop', async () => {
    const dir = newDir();
    const store = openStore(dir);
    const made = [0, 1, 2].map((i) => windowAt({ at: 10 * i, like: i }));
    for (const window of made) store.add(window);
    store.flushNow();
    expect(windowFiles(dir)).toHaveLength(3);
    // What was on its way before has the same name.
    await store.close();
    expect(windowFiles(dir)).toHaveLength(3);
    expect(await sumOf(openStore(dir))).toEqual(addUp(made));
  });

  test('is readable for this user only, and leaves no partial file', async () => {
    const dir = newDir();
    const old = process.umask(0);
    try {
      const store = openStore(dir);
      store.add(windowAt());
      await store.close();
    } finally {
      process.umask(old);
    }
    const folder = folderIn(dir);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual([
      expect.stringMatching(/^\d+-\d+-[0-9a-f]{16}\.pb\.gz$/),
      'service.json',
    ]);
    expect(gunzipSync(readFileSync(join(folder, windowFiles(dir)[0] ?? ''))).length).toBeGreaterThan(100);
  });

  test('drops cached data of other services that are not requested', async () => {
    const dir = newDir();
    const bank = openStore(dir, { service: 'bank' });
    bank.add(windowAt({ service: 'bank' }));
    await bank.close();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const decodeHead = vi.mocked(readHead);
    decodeHead.mockClear();
    const shop = openStore(dir);
    for (let i = 0; i < 3; i++) expect((await shop.list('bank')).windows).toHaveLength(1);
    expect(decodeHead).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(60_000);
    expect((await shop.list('bank')).windows).toHaveLength(1);
    expect(decodeHead).toHaveBeenCalledTimes(2);
  });

  test('keeps services apart, whatever their names', async () => {
    const dir = newDir();
    const names = ['shop', 'Shop', '@acme/shop', '../..', '', 'a'.repeat(300)];
    for (const [i, service] of names.entries()) {
      const store = openStore(dir, { service });
      store.add(windowAt({ service, like: i }));
      await store.close();
    }
    expect(readdirSync(dir)).toHaveLength(names.length);
    const store = openStore(dir);
    expect(await store.services()).toEqual([...names].sort());
    expect((await store.list()).windows).toHaveLength(1);
    expect((await store.list('@acme/shop')).windows.map(({ sources }) => sources[0]?.service)).toEqual([
      '@acme/shop',
    ]);
    expect((await store.list('*')).windows).toHaveLength(names.length);
    expect((await store.list('unknown')).windows).toEqual([]);
    expect(readdirSync(dir)).toContainEqual(expect.stringMatching(folderName('acme-shop')));
  });

  test('shows by its stamp when there is something new', async () => {
    const dir = newDir();
    const [one, other] = [openStore(dir), openStore(dir)];
    one.add(windowAt());
    await vi.waitFor(async () => expect(await one.stamp()).toBe(await one.stamp()));
    const stamps = [await one.stamp()];
    other.add(windowAt({ at: 10 }));
    await untilWritten(dir, 2);
    stamps.push(await one.stamp());
    await other.clear();
    stamps.push(await one.stamp());
    one.add(windowAt({ at: 20 }));
    stamps.push(await one.stamp());
    expect(new Set(stamps).size).toBe(4);
  });
});

describe('clearing', () => {
  test('drops everything that began before, in every process and for good', async () => {
    const dir = newDir();
    const [one, other] = [openStore(dir), openStore(dir, { now: () => newYear + 30e6 })];
    one.add(windowAt({ at: 0 }));
    await untilWritten(dir, 1);
    await other.clear();
    expect((await one.list()).windows).toEqual([]);
    expect((await one.list()).clearedMicros).toBe(newYear + 30e6);
    // One that was being filled meanwhile, and one that began afterwards.
    one.add(windowAt({ at: 25, seconds: 10 }));
    one.add(windowAt({ at: 31 }));
    await one.close();
    expect((await other.list()).windows.map(({ startMicros }) => startMicros)).toEqual([newYear + 31e6]);
    // Its clock is behind, and it has seen the other clear.
    const late = openStore(dir, { now: () => newYear + 20e6 });
    await late.clear();
    expect((await other.list()).clearedMicros).toBe(newYear + 30e6 + 1);
  });

  test('at a time in the future, because the clock was set back: that is reported', async () => {
    const dir = newDir();
    const store = openStore(dir, { now: () => 1000 * (Date.now() + 3_600_000) });
    await store.clear();
    const { clearedMicros } = await store.list();
    expect(store.status().problems).toEqual([
      expect.stringMatching(new RegExp(`in the future was cleared.* remove cleared-${clearedMicros} there`)),
    ]);
  });

  test('counts in this process even if it cannot be written yet', async () => {
    const dir = newDir();
    let millis = 0;
    const store = openStore(dir, { now: () => newYear + 30e6, clock: () => millis });
    store.add(windowAt({ at: 0 }));
    await untilWritten(dir, 1);
    chmodSync(dir, 0o777);
    await store.clear();
    expect((await store.list()).windows).toEqual([]);
    expect(store.status().problems).toHaveLength(1);
    expect((await openStore(dir).list()).windows).toHaveLength(1);
    chmodSync(dir, 0o700);
    millis += 10_000;
    store.add(windowAt({ at: 40 }));
    await vi.waitFor(() => expect(store.status().problems).toEqual([]));
    const { windows } = await openStore(dir).list();
    expect(windows.map(({ startMicros }) => startMicros)).toEqual([newYear + 40e6]);
  });
});

describe('a directory that cannot be used', () => {
  test('that everyone may write to is refused, and windows wait in memory', async () => {
    const dir = newDir();
    chmodSync(dir, 0o777);
    let millis = 0;
    const store = openStore(dir, { clock: () => millis });
    store.add(windowAt());
    await vi.waitFor(() => expect(store.status().problems).toHaveLength(1));
    expect(store.status().problems[0]).toMatch(/Everyone may change .* \(mode 777\).*chmod 700.*memory/);
    expect(readdirSync(dir)).toEqual([]);
    expect((await store.list()).windows).toHaveLength(1);
    chmodSync(dir, 0o700);
    millis += 10_000;
    store.add(windowAt({ at: 10 }));
    await untilWritten(dir, 2);
    await vi.waitFor(() => expect(store.status().problems).toEqual([]));
    expect(store.failures).toHaveLength(1);
  });

  test('that others may read is reported, and so is a sticky one', async () => {
    for (const mode of [0o755, 0o1777]) {
      const dir = newDir();
      chmodSync(dir, mode);
      const store = openStore(dir);
      store.add(windowAt());
      await untilWritten(dir, 1);
      expect(store.status().problems).toEqual([expect.stringMatching(`mode ${mode.toString(8)}`)]);
    }
  });

  test('that is removed is made again', async () => {
    const dir = join(newDir(), 'profiles');
    const store = openStore(dir);
    store.add(windowAt());
    await vi.waitFor(() => expect(existsSync(dir) && windowFiles(dir)).toHaveLength(1));
    rmSync(dir, { recursive: true });
    expect((await store.list()).windows).toEqual([]);
    store.add(windowAt({ at: 10 }));
    await vi.waitFor(() => expect(existsSync(dir) && windowFiles(dir)).toHaveLength(1));
    expect(store.status().problems).toEqual([]);
  });

  test('that is a file, or has a link in place of our folder', async () => {
    const dir = newDir();
    const elsewhere = newDir();
    const store = openStore(dir);
    store.add(windowAt());
    await untilWritten(dir, 1);
    const folder = folderIn(dir);
    rmSync(folder, { recursive: true });
    symlinkSync(elsewhere, folder);
    store.add(windowAt({ at: 10 }));
    await vi.waitFor(() =>
      expect(store.status().problems).toEqual([expect.stringMatching(/is not a folder/)]),
    );
    expect(readdirSync(elsewhere)).toEqual([]);
    const inFile = openStore(join(dir, 'file', 'x'));
    writeFileSync(join(dir, 'file'), '');
    inFile.add(windowAt());
    await vi.waitFor(() =>
      expect(inFile.status().problems).toEqual([expect.stringMatching(/is not a folder \(ENOTDIR\)/)]),
    );
    inFile.flushNow();
    expect((await inFile.list()).windows).toHaveLength(1);
  });

  test('and memory stays bounded meanwhile, with every total', async () => {
    const dir = newDir();
    chmodSync(dir, 0o777);
    const made = Array.from({ length: 40 }, (_, i) => windowAt({ at: 10 * i, like: i }));
    const maxBytes = 6 * Math.max(...made.map(bytesOf));
    const store = openStore(dir, { maxBytes });
    for (const window of made) store.add(window);
    await vi.waitFor(async () => {
      const read = await Promise.all((await store.list()).windows.map((window) => window.read()));
      expect(read.reduce((sum, window) => sum + (window ? bytesOf(window) : 0), 0)).toBeLessThanOrEqual(
        maxBytes,
      );
    });
    chmodSync(dir, 0o700);
    await store.close();
    const [sum, all] = [await sumOf(openStore(dir)), addUp(made)];
    expect(sum).toEqual(all);
  });
});
