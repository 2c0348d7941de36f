import { Redis } from 'ioredis';
import { createSentinel as createSentinel6 } from 'redis';
import { createSentinel as createSentinel5 } from 'redis5';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { redisStore } from '../src/index.ts';
import { ioredis, nodeRedis } from './fixtures/clients.ts';
import { inMemory, type RedisServer, startRedis } from './fixtures/redis-server.ts';
import { allBytes, keepMillis, windowOf } from './fixtures/windows.ts';

const host = '127.0.0.1';
const name = 'mine';

let primary: RedisServer;
let sentinel: RedisServer;

beforeAll(async () => {
  primary = await startRedis(inMemory);
  const file = `sentinel monitor ${name} ${host} ${primary.port} 1\n`;
  sentinel = await startRedis(['--sentinel'], { file });
});
afterAll(async () => {
  await sentinel.stop();
  await primary.stop();
});

const sentinels = (): { host: string; port: number }[] => [{ host, port: sentinel.port }];

test.each([
  ['redis 6', () => nodeRedis(createSentinel6 as never, { name, sentinelRootNodes: sentinels() })],
  ['redis 5', () => nodeRedis(createSentinel5 as never, { name, sentinelRootNodes: sentinels() })],
  ['ioredis 6', () => ioredis(Redis, { name, sentinels: sentinels(), host: undefined, port: undefined })],
])('through Sentinel with %s', async (service, connector) => {
  const { client, close } = await connector()(0);
  const store = redisStore(client);
  const window = windowOf(0, 10, allBytes);
  await store.append(service, window, keepMillis);
  expect((await store.list(service)).names).toEqual([window.name]);
  expect([...((await store.read(service, window.name)) ?? [])]).toEqual([...allBytes]);
  expect(await store.services()).toContain(service);
  await close();
});
