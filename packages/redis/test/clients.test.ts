import type { Store, StoreWindow } from '@routeprof/core/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisStore } from '../src/index.ts';
import { type Connection, clients } from './fixtures/clients.ts';
import { inMemory, type RedisServer, startRedis } from './fixtures/redis-server.ts';
import { allBytes, keepMillis, windowOf } from './fixtures/windows.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis(inMemory);
});
afterAll(() => server.stop());

const namesOf = async (store: Store, ...span: [number?, number?]): Promise<readonly string[]> =>
  [...(await store.list('shop', ...span)).names].sort();

async function fill(store: Store, windows: readonly StoreWindow[], service = 'shop'): Promise<void> {
  for (const window of windows) await store.append(service, window, keepMillis);
}

describe.each(clients)('through %s', (_name, connect) => {
  let connection: Connection;
  let store: Store;
  let other: Store;

  beforeAll(async () => {
    server.cli('FLUSHALL');
    connection = await connect(server.port);
    store = redisStore(connection.client);
    other = redisStore(connection.client);
  });
  afterAll(() => connection.close());

  test('returns what was added, byte for byte', async () => {
    const window = windowOf(0, 10, allBytes);
    await fill(store, [window]);
    expect(Buffer.from((await other.read('shop', window.name)) ?? [])).toEqual(Buffer.from(allBytes));
    expect(await other.read('shop', windowOf(5, 6).name)).toBeUndefined();
  });

  test('returns the beginning of a window', async () => {
    const window = windowOf(10, 20, allBytes);
    await fill(store, [window]);
    const start = await other.readStart('shop', window.name, 200);
    expect([...(start?.bytes ?? [])]).toEqual([...allBytes.subarray(0, 200)]);
    expect(start?.totalBytes).toBe(allBytes.length);
    const all = await other.readStart('shop', window.name, 10_000);
    expect([...(all?.bytes ?? [])]).toEqual([...allBytes]);
    expect(await other.readStart('shop', windowOf(5, 6).name, 200)).toBeUndefined();
  });

  test('lists by span, adds only once, and drops', async () => {
    const windows = [windowOf(100, 110), windowOf(110, 120), windowOf(120, 130)];
    const [first, second, third] = windows.map(({ name }) => name);
    await fill(store, [...windows, ...windows]);
    expect(await namesOf(other, 100_000, 130_000)).toEqual([first, second, third]);
    expect(await namesOf(other, 110_000, 120_000)).toEqual([first, second]);
    expect(await namesOf(other, 110_001, 120_001)).toEqual([second, third]);
    await other.drop('shop', [first as string, third as string, windowOf(7, 8).name]);
    expect(await namesOf(store, 100_000, 130_000)).toEqual([second]);
    expect(await store.read('shop', first as string)).toBeUndefined();
    expect(await store.read('shop', second as string)).toBeDefined();
  });

  test('drops more windows than one command names', async () => {
    const windows = Array.from({ length: 1200 }, (_, i) => windowOf(1000 + i, 1001 + i));
    await Promise.all(windows.map((window) => store.append('many', window, keepMillis)));
    const { names } = await store.list('many');
    expect(names).toHaveLength(1200);
    await store.drop('many', names);
    expect((await store.list('many')).names).toEqual([]);
    expect(await store.read('many', names[600] as string)).toBeUndefined();
  });

  test('keeps the latest mark of each kind', async () => {
    const at = 1_700_000_000_000_000;
    await store.mark('marks', { kind: 'clear', atMicros: at, value: '' });
    await store.mark('marks', { kind: 'clear', atMicros: at - 1, value: 'earlier' });
    await store.mark('marks', { kind: 'pause', atMicros: 2, value: 'a:b é' });
    // As text, '10' is before '2'.
    await store.mark('marks', { kind: 'pause', atMicros: 10, value: 'c:d é' });
    const { marks, names } = await other.list('marks');
    expect(names).toEqual([]);
    expect([...marks].sort((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual([
      { kind: 'clear', atMicros: at, value: '' },
      { kind: 'pause', atMicros: 10, value: 'c:d é' },
    ]);
  });

  test('lets one at a time hold the lease, and only the holder publish', async () => {
    const ours = store.lease('leased', 3_600_000);
    const theirs = other.lease('leased', 3_600_000);
    expect(await ours.publish(windowOf(0, 1), keepMillis)).toBe(false);
    expect(await ours.hold()).toBe(true);
    expect(await ours.hold()).toBe(true);
    expect(await theirs.hold()).toBe(false);
    expect(await theirs.publish(windowOf(1, 2), keepMillis)).toBe(false);
    expect(await ours.publish(windowOf(2, 3), keepMillis)).toBe(true);
    await theirs.release();
    expect(await theirs.hold()).toBe(false);
    await ours.release();
    expect(await theirs.hold()).toBe(true);
    expect(await ours.publish(windowOf(3, 4), keepMillis)).toBe(false);
    expect((await store.list('leased')).names).toEqual([windowOf(2, 3).name]);
  });

  test('lets another process take a lease over that was not renewed', async () => {
    const stale = store.lease('stale', 50);
    expect(await stale.hold()).toBe(true);
    const theirs = other.lease('stale', 3_600_000);
    await expect.poll(() => theirs.hold(), { timeout: 60_000 }).toBe(true);
    expect(await stale.publish(windowOf(0, 1), keepMillis)).toBe(false);
    expect(await stale.hold()).toBe(false);
    expect((await store.list('stale')).names).toEqual([]);
  });

  test('has another stamp after each change, and only then', async () => {
    const stamps: string[] = [];
    const note = async (): Promise<void> => void stamps.push(await other.stamp(['stamped', 'no such']));
    await note();
    await fill(store, [windowOf(0, 1)], 'stamped');
    await note();
    await store.mark('stamped', { kind: 'clear', atMicros: 1, value: '' });
    await note();
    await store.drop('stamped', [windowOf(0, 1).name]);
    await note();
    expect(new Set(stamps).size).toBe(4);
    await store.drop('stamped', [windowOf(0, 1).name]);
    await store.mark('stamped', { kind: 'clear', atMicros: 0, value: '' });
    await store.list('stamped');
    expect(await other.stamp(['stamped', 'no such'])).toBe(stamps.at(-1));
  });

  test('lists services that have windows', async () => {
    server.cli('FLUSHALL');
    expect(await store.services()).toEqual([]);
    const names = ['b', 'a}{', '', 'é 😀', '\ud800'];
    for (const name of names) await fill(store, [windowOf(0, 1)], name);
    await store.mark('only marks', { kind: 'clear', atMicros: 1, value: '' });
    expect(await other.services()).toEqual(['', 'a}{', 'b', 'é 😀', '\ufffd'].sort());
    await store.drop('b', [windowOf(0, 1).name]);
    expect(await other.services()).not.toContain('b');
    expect((await other.list('a}{')).names).toEqual([windowOf(0, 1).name]);
  });

  test('tidies names whose windows are gone, and says so', async () => {
    server.cli('FLUSHALL');
    const now = Math.floor(Date.now() / 1000);
    const windows = [windowOf(now - 30, now - 20), windowOf(now - 20, now - 10)];
    await fill(store, windows);
    const key = server.cli('KEYS', `*w:${windows[0]?.name}`);
    expect(server.cli('DEL', key)).toBe('1');
    const stamp = await store.stamp(['shop']);
    await store.tidy?.('shop');
    expect(await namesOf(store)).toEqual([windows[1]?.name]);
    expect(await store.stamp(['shop'])).not.toBe(stamp);
    expect((await store.list('shop')).problems).toEqual([
      expect.stringMatching(/^Redis has removed 1 window before/),
    ]);
  });
});
