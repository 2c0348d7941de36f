import type { Store } from '@routeprof/core/store';
import { DamagedWindowError } from '@routeprof/core/store';
import { Redis as Redis6 } from 'ioredis';
import { Redis as Redis5 } from 'ioredis5';
import { Redis as Valkey } from 'iovalkey';
import { createClient as createClient6 } from 'redis';
import { createClient as createClient4 } from 'redis4';
import { createClient as createClient5 } from 'redis5';
import { afterEach, describe, expect, test } from 'vitest';
import { redisStore } from '../src/index.ts';
import { type Connection, ioredis, type NodeRedis, nodeRedis } from './fixtures/clients.ts';
import { inMemory, type RedisServer, startRedis } from './fixtures/redis-server.ts';
import { keepMillis, windowOf } from './fixtures/windows.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serverWith(settings: readonly string[] = [], port?: number): Promise<RedisServer> {
  const server = await startRedis([...inMemory, ...settings], port === undefined ? {} : { port });
  ends.push(() => server.stop());
  return server;
}

async function connected(connection: Promise<Connection>): Promise<Connection['client']> {
  const { client, close } = await connection;
  ends.push(close);
  return client;
}

const window = windowOf(0, 10);
const clear = { kind: 'clear', atMicros: 1, value: '' };
const append = (store: Store, service = 'shop'): Promise<void> => store.append(service, window, keepMillis);
const patience = { timeout: 120_000 };

/** Each client has its own way to wait for a server. */
const kinds = [
  ['ioredis 6', ioredis(Redis6)],
  ['ioredis 5', ioredis(Redis5)],
  ['iovalkey', ioredis(Valkey)],
  ['redis 6', nodeRedis(createClient6)],
  ['redis 5', nodeRedis(createClient5)],
  ['redis 4', nodeRedis(createClient4)],
] as const;

describe.each(kinds)('with %s', (_name, connect) => {
  test('fails in time when Redis does not answer, and works again when it does', async () => {
    const server = await serverWith();
    const client = await connected(connect(server.port));
    await append(redisStore(client), 'first');
    const hasty = redisStore(client, { timeoutMillis: 500 });
    server.signal('SIGSTOP');
    const refusal = {
      code: 'ETIMEDOUT',
      message:
        'Redis has not answered for 0.5 s. Check that it runs, that this process can reach it, and that the client’s password is right.',
    };
    for (const attempt of [
      append(hasty),
      hasty.list('shop'),
      hasty.stamp(['shop']),
      hasty.services(),
      hasty.lease('shop', 1000).hold(),
      hasty.drop('shop', [window.name]),
      hasty.mark('shop', clear),
    ]) {
      await expect(attempt).rejects.toMatchObject(refusal);
    }
    await expect(append(hasty)).rejects.toMatchObject(refusal);
    server.signal('SIGCONT');
    const works = (): Promise<boolean> =>
      append(hasty).then(
        () => true,
        () => false,
      );
    await expect.poll(works, patience).toBe(true);
    expect((await redisStore(client).list('shop')).names).toEqual([window.name]);
  });

  test('is empty, with another stamp, when Redis was restarted empty', async () => {
    const server = await startRedis(inMemory);
    const client = await connected(connect(server.port));
    const store = redisStore(client);
    await append(store);
    const stamp = await store.stamp(['shop']);
    await server.stop();
    await serverWith([], server.port);
    const names = (): Promise<unknown> => store.list('shop').then((contents) => contents.names, String);
    await expect.poll(names, patience).toEqual([]);
    expect(await store.services()).toEqual([]);
    const empty = await store.stamp(['shop']);
    await append(store);
    expect(new Set([stamp, empty, await store.stamp(['shop'])]).size).toBe(3);
    expect(await store.services()).toEqual(['shop']);
  });

  test('says that Redis is full, and still drops, clears and leases', async () => {
    const server = await serverWith();
    const store = redisStore(await connected(connect(server.port)));
    await append(store);
    const lease = store.lease('shop', 3_600_000);
    expect(await lease.hold()).toBe(true);
    server.cli('CONFIG', 'SET', 'maxmemory', '1');
    const full = {
      code: 'OOM',
      message:
        'Redis is full (OOM). Raise its maxmemory, lower maxBytes of redisStore, or shorten retention.',
    };
    const other = windowOf(10, 20);
    await expect(store.append('shop', other, keepMillis)).rejects.toMatchObject(full);
    await expect(lease.publish(other, keepMillis)).rejects.toMatchObject(full);
    expect(await lease.hold()).toBe(true);
    await lease.release();
    expect(await store.lease('shop', 3_600_000).hold()).toBe(true);
    await store.mark('shop', clear);
    expect(await store.list('shop')).toMatchObject({ names: [window.name], marks: [clear] });
    const stamp = await store.stamp(['shop']);
    await store.drop('shop', [window.name]);
    expect(await store.stamp(['shop'])).not.toBe(stamp);
    expect(server.cli('KEYS', '*:w:*')).toBe('');
    server.cli('CONFIG', 'SET', 'maxmemory', '0');
    await append(store);
  });

  test('says that it is a replica', async () => {
    const primary = await serverWith();
    const replica = await serverWith(['--replicaof', '127.0.0.1', String(primary.port)]);
    const store = redisStore(await connected(connect(replica.port)));
    await expect(append(store)).rejects.toMatchObject({
      code: 'READONLY',
      message:
        'This Redis is a replica, which cannot be written to (READONLY). Connect the client to the primary.',
    });
  });

  test('says when the user may not do what is needed, and asks for what is enough', async () => {
    const server = await serverWith();
    const itself = ['+@connection', '+info'];
    server.cli('ACL', 'SETUSER', 'limited', 'on', '>hidden', '~routeprof:*', ...itself, '+eval', '+get');
    const user = { username: 'limited', password: 'hidden' };
    const store = redisStore(await connected(connect(server.port, user)));
    const refusal = await append(store).catch((error) => error);
    expect(refusal).toMatchObject({ code: 'NOPERM' });
    const rules = /ACL SETUSER … (.*)$/.exec(refusal.message)?.[1]?.split(' ') ?? [];
    server.cli('ACL', 'SETUSER', 'limited', 'reset', 'on', '>hidden', ...itself, ...rules);
    const again = redisStore(await connected(connect(server.port, user)));
    const lease = again.lease('shop', 3_600_000);
    await append(again);
    await again.mark('shop', clear);
    expect(await lease.hold()).toBe(true);
    expect(await lease.publish(windowOf(0, 20), keepMillis)).toBe(true);
    await lease.release();
    await again.read('shop', window.name);
    await again.readStart('shop', window.name, 10);
    await again.stamp(['shop']);
    expect(await again.services()).toEqual(['shop']);
    await again.drop('shop', [window.name]);
    await again.tidy?.('shop');
    expect((await again.list('shop')).names).toEqual([windowOf(0, 20).name]);
  });

  test('says when something else uses the keys', async () => {
    const server = await serverWith();
    const store = redisStore(await connected(connect(server.port)));
    await append(store);
    const key = server.cli('KEYS', `*${window.name}`);
    server.cli('DEL', key);
    server.cli('RPUSH', key, 'x');
    for (const read of [store.read('shop', window.name), store.readStart('shop', window.name, 5)])
      await expect(read).rejects.toBeInstanceOf(DamagedWindowError);
    server.cli('SET', server.cli('KEYS', '*:windows'), 'x');
    await expect(store.append('shop', windowOf(1, 2), keepMillis)).rejects.toMatchObject({
      code: 'WRONGTYPE',
      message:
        'Something else uses keys that begin with routeprof: in Redis (WRONGTYPE). Give redisStore another prefix.',
    });
    expect(server.cli('KEYS', '*:w:1000-*')).toBe('');
  });

  test('says that a clear is in the future, and which key to delete', async () => {
    const server = await serverWith();
    const store = redisStore(await connected(connect(server.port)));
    const atMicros = Date.now() * 1000;
    await store.mark('a b', { ...clear, atMicros });
    expect((await store.list('a b')).problems).toEqual([]);
    await store.mark('a b', { ...clear, atMicros: atMicros + 3600e6 });
    const { problems } = await store.list('a b');
    expect(problems).toEqual([expect.stringMatching(/the clock was set back since.* delete the key \S+\.$/)]);
    const key = /delete the key (\S+)\.$/.exec(problems[0] as string)?.[1] as string;
    expect(server.cli('DEL', key)).toBe('1');
    expect((await store.list('a b')).problems).toEqual([]);
  });
});

describe('without the right password', () => {
  test.each([
    [{}, 'NOAUTH', 'Redis wants a password (NOAUTH). Give the client the right one.'],
    [
      { password: 'wrong-secret' },
      'WRONGPASS',
      'Redis does not know this user name and password (WRONGPASS). Correct what the client was given.',
    ],
  ])('%o with ioredis', async (options, code, message) => {
    const server = await serverWith(['--requirepass', 'right']);
    for (const Redis of [Redis6, Redis5, Valkey]) {
      const store = redisStore(await connected(ioredis(Redis, options)(server.port)));
      await expect(store.list('shop')).rejects.toMatchObject({ code, message });
    }
  });

  const creators: readonly [string, (options: object) => unknown][] = [
    ['redis 6', createClient6],
    ['redis 5', createClient5],
    ['redis 4', createClient4],
  ];
  test.each(creators)('with %s, which does not connect then', async (_name, create) => {
    const server = await serverWith(['--requirepass', 'right']);
    const password = 'wrong-secret';
    const client = create({ socket: { host: '127.0.0.1', port: server.port }, password }) as NodeRedis;
    client.on('error', () => {});
    client.connect().catch(() => {});
    ends.push(() => (client.destroy ? client.destroy() : client.disconnect?.()));
    const refusal = await redisStore(client, { timeoutMillis: 100 })
      .list('shop')
      .catch((error) => error);
    expect(['NOAUTH', 'ETIMEDOUT', 'ENOTCONN', 'WRONGPASS']).toContain(refusal.code);
    expect(refusal.message).toMatch(/password/);
    expect(refusal.message).not.toContain(password);
  });
});

test('says that the client was closed', async () => {
  const server = await serverWith();
  for (const [, connect] of kinds) {
    const { client, close } = await connect(server.port);
    await close();
    await expect(append(redisStore(client))).rejects.toMatchObject({
      code: 'ENOTCONN',
      message: expect.stringMatching(/^There is no connection to Redis \(.*\)\. Check that the client/),
    });
  }
});
