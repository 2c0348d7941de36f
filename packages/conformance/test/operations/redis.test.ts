import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRedis } from '../../proofs/services/redis.ts';
import type { Service } from '../../proofs/services/service.ts';
import { folderOfFile } from '../client/temporary-folder.ts';
import { type SaidWait, startTracedApp, type TracedApp } from './traced-app.ts';

const dir = folderOfFile();
let service: Service;
let app: TracedApp;
beforeAll(async () => {
  service = await startRedis();
  const heard = ['/ioredis/get', '/ioredis/multi', '/redis/get', '/redis/multi', '/redis/pipeline'];
  app = await startTracedApp({ ioredis: service, redis: service }, heard, dir);
});
afterAll(async () => {
  await app?.stop();
  await service?.stop();
});

describe.each([
  ['ioredis', 'ioredis'],
  ['redis', '@redis/client'],
])('%s', (name, library) => {
  const wait = (operation: string, site: string, perRequest = 1): SaidWait => ({
    kind: 'net',
    target: `redis 127.0.0.1:${service.port}`,
    operation,
    library,
    site: `${name} ${site}`,
    perRequest,
  });

  test.each([
    ['get', 'GET'],
    ['hset', 'HSET'],
    // Redis answers with an error: the key has a string.
    ['refused', 'LPUSH'],
    ['multi', 'MULTI'],
  ])('names the command of %s, without its key', async (site, command) => {
    expect(await app.visit(`/${name}/${site}`)).toEqual([wait(command, site)]);
  });

  test('names each of two commands in a row at its own line', async () => {
    const found = await app.visit(`/${name}/both`);
    expect(new Set(found)).toEqual(new Set([wait('GET', 'both get'), wait('SET', 'both set')]));
  });

  test('names each of two commands at once', async () => {
    const found = await app.visit(`/${name}/at-once`);
    expect(new Set(found)).toEqual(new Set([wait('GET', 'at-once'), wait('HGETALL', 'at-once')]));
  });

  test('gives each request its own commands, when many use one connection', async () => {
    const times = 10;
    const paths = Array.from({ length: times }, () => [
      `/${name}/get`,
      `/${name}/hset`,
      `/${name}/both`,
    ]).flat();
    const found = await app.visitAtOnce(...paths);
    expect(new Set(found)).toEqual(
      new Set([wait('GET', 'get'), wait('HSET', 'hset'), wait('GET', 'both get'), wait('SET', 'both set')]),
    );
  });
});

test('ioredis: a callback waits where its command was called', async () => {
  expect(await app.visit('/ioredis/callback')).toMatchObject([
    { operation: 'GET', library: 'ioredis', site: 'ioredis callback', perRequest: 1 },
  ]);
});

test('ioredis: a pipeline is one operation, named by its commands', async () => {
  expect(await app.visit('/ioredis/pipeline')).toMatchObject([
    { operation: 'GET, SET', library: 'ioredis', site: 'ioredis pipeline', perRequest: 1 },
  ]);
});

test('@redis/client: a pipeline is one operation, which it names itself', async () => {
  expect(await app.visit('/redis/pipeline')).toMatchObject([
    { operation: 'PIPELINE', library: '@redis/client', site: 'redis pipeline', perRequest: 1 },
  ]);
});

test('@redis/client: a pool that is full is a lock, until it is not', async () => {
  expect(await app.visit('/redis/pooled')).toMatchObject([
    { kind: 'net', operation: 'GET', library: '@redis/client', site: 'redis pooled', perRequest: 1 },
  ]);
  const found = await app.visitAtOnce(...Array.from({ length: 8 }, () => '/redis/blocks'));
  expect(new Set(found.map(({ site }) => site))).toEqual(new Set(['redis blocks']));
  expect(found.map(({ kind }) => kind)).toContain('lock');
});

test('nothing that only the app knows is in a report or in the folder', async () => {
  await app.visit(...['ioredis', 'redis'].flatMap((name) => [`/${name}/hset`, `/${name}/multi`]));
  await app.expectNoSecrets('HSET', 'MULTI', `redis 127.0.0.1:${service.port}`);
});
