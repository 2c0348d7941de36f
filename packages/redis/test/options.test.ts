import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RedisClient, type RedisStoreOptions, redisStore } from '../src/index.ts';
import { serviceKeys } from '../src/keys.ts';
import { ioredis } from './fixtures/clients.ts';
import { inMemory, type RedisServer, startRedis } from './fixtures/redis-server.ts';
import { keepMillis, windowOf } from './fixtures/windows.ts';

const nowhere = async (): Promise<unknown> => null;

describe('what redisStore takes', () => {
  test.each([
    ['redis://me:secret@host', 'a string'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{}, 'an object that is no client'],
    [Promise.resolve(), 'a promise, which must be awaited first'],
  ])('no client %o', (client, shown) => {
    expect(() => redisStore(client as unknown as RedisClient)).toThrow(
      new TypeError(
        `routeprof: redisStore was given ${shown}. Give it a client of ioredis, iovalkey, redis or @valkey/valkey-glide, or a function (command, key) => reply.`,
      ),
    );
  });

  test.each([
    [{ prefix: 'a{b' }, 'the option prefix of redisStore is "a{b". Allowed: a string of at most 200'],
    [{ prefix: 1 }, 'the option prefix of redisStore is 1.'],
    [{ maxBytes: 0 }, 'the option maxBytes of redisStore is 0. Allowed: a whole number of bytes from 1'],
    [
      { timeoutMillis: 1.5 },
      'the option timeoutMillis of redisStore is 1.5. Allowed: a whole number of milli',
    ],
    [{ timeoutMillis: '5' }, 'the option timeoutMillis of redisStore is "5".'],
    [{ ttl: 5 }, 'redisStore has no option "ttl". Allowed: prefix, maxBytes, timeoutMillis.'],
  ])('options %o', (options, message) => {
    const given = options as RedisStoreOptions;
    expect(() => redisStore(nowhere, given)).toThrow(TypeError);
    expect(() => redisStore(nowhere, given)).toThrow(`routeprof: ${message}`);
  });

  test('what it says of itself', async () => {
    const store = redisStore(nowhere);
    expect(store).toMatchObject({ kind: 'redis', maxBytes: 256 * 1024 * 1024, readsAtOnce: 32 });
    expect(store.now).toBeUndefined();
    expect(store.place('shop')).toBe('Redis');
    expect(redisStore(nowhere, { maxBytes: 5 }).maxBytes).toBe(5);
    await store.close();
    await store.close();
  });

  test('a function that returns text is told to return bytes', async () => {
    const store = redisStore(async () => 'text');
    await expect(store.read('shop', windowOf(0, 1).name)).rejects.toThrow(
      'Let it return strings as Buffers.',
    );
  });
});

test('a client that returns nothing is not taken for one that has written', async () => {
  await expect(redisStore(nowhere).append('shop', windowOf(0, 1), keepMillis)).rejects.toMatchObject({
    code: 'NOREPLY',
  });
});

test('the keys of a service are in one place of a cluster, whatever its name is', () => {
  for (const service of ['', 'shop', 'a}b{c', 'é 😀', '\ud800', '/:*?']) {
    const { windows, marks, changes, lease, window } = serviceKeys('p:', service);
    const tags = [windows, marks, changes, lease, window('1-2')].map(
      (key) => /^p:\{([^{}]+)\}:/.exec(key)?.[1],
    );
    expect(tags[0]).toMatch(/^s[\x21-\x7e]*$/);
    expect(new Set(tags).size).toBe(1);
  }
  expect(serviceKeys('p:', 'a').windows).not.toBe(serviceKeys('p:', 'A').windows);
});

describe('the keys', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis(inMemory);
  });
  afterAll(() => server.stop());

  test('begin with both prefixes, and each expires', async () => {
    const { client, close } = await ioredis(Redis, { keyPrefix: 'mine:' })(server.port);
    const store = redisStore(client, { prefix: 'p:' });
    await store.mark('shop', { kind: 'clear', atMicros: 1, value: '' });
    await store.append('shop', windowOf(0, 10), keepMillis);
    const lease = store.lease('shop', 3_600_000);
    await lease.hold();
    await lease.publish(windowOf(0, 20), keepMillis);
    await store.drop('shop', [windowOf(0, 10).name]);
    await close();
    const keys = server.cli('KEYS', '*').split('\n').sort();
    expect(keys).toEqual([
      'mine:p:services',
      'mine:p:{sshop}:changes',
      'mine:p:{sshop}:lease',
      'mine:p:{sshop}:marks',
      `mine:p:{sshop}:w:${windowOf(0, 20).name}`,
      'mine:p:{sshop}:windows',
    ]);
    for (const key of keys) expect(Number(server.cli('PTTL', key)), key).toBeGreaterThan(0);
  });

  test('of an index live as long as the window that is kept longest', async () => {
    const { client, close } = await ioredis(Redis)(server.port);
    const store = redisStore(client);
    await store.append('shop', windowOf(0, 10), 10 * keepMillis);
    await store.append('shop', windowOf(10, 20), keepMillis);
    for (const key of ['routeprof:{sshop}:windows', 'routeprof:{sshop}:changes', 'routeprof:services'])
      expect(Number(server.cli('PTTL', key)), key).toBeGreaterThan(5 * keepMillis);
    await close();
  });

  test('of marks live as long as windows, and expire without any', async () => {
    const { client, close } = await ioredis(Redis)(server.port);
    const store = redisStore(client);
    const mark = { kind: 'clear', atMicros: 1, value: '' };
    await store.mark('none', mark);
    expect(Number(server.cli('PTTL', 'routeprof:{snone}:marks'))).toBeGreaterThan(0);
    await store.append('long', windowOf(0, 10), 1000 * 24 * keepMillis);
    await store.mark('long', mark);
    expect(Number(server.cli('PTTL', 'routeprof:{slong}:marks'))).toBeGreaterThan(999 * 24 * keepMillis);
    await close();
  });

  test('of a service that is over are forgotten', async () => {
    const { client, close } = await ioredis(Redis)(server.port);
    const store = redisStore(client);
    await store.append('over', windowOf(0, 10), 1);
    await expect.poll(() => store.services(), { timeout: 60_000 }).not.toContain('over');
    expect(server.cli('KEYS', '*{sover}*')).toBe('');
    await store.append('shop', windowOf(20, 30), keepMillis);
    expect(server.cli('ZRANGE', 'routeprof:services', '0', '-1').split('\n')).not.toContain('over');
    await close();
  });
});
