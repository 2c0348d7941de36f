import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRedis } from '../../proofs/services/redis.ts';
import type { Service } from '../../proofs/services/service.ts';
import { folderOfFile } from '../client/temporary-folder.ts';
import { startTracedApp, type TracedApp } from './traced-app.ts';

describe('graphql', () => {
  const dir = folderOfFile();
  let redis: Service;
  let app: TracedApp;
  beforeAll(async () => {
    redis = await startRedis();
    app = await startTracedApp({ graphql: redis }, ['/graphql/command'], dir);
  });
  afterAll(async () => {
    await app?.stop();
    await redis?.stop();
  });

  const command = () => ({
    kind: 'net',
    target: `redis 127.0.0.1:${redis.port}`,
    operation: 'GET',
    library: 'ioredis',
    site: 'graphql item',
    perRequest: 1,
  });
  const timer = (operation: string) => ({
    kind: 'timer',
    target: '',
    operation,
    library: 'graphql',
    site: 'graphql slow',
    perRequest: 1,
  });

  test('a command of a resolver is named by its own library', async () => {
    expect(await app.visit('/graphql/command')).toEqual([command()]);
  });

  test('what nothing else names is named by the operation of the query', async () => {
    expect(await app.visit('/graphql/timer')).toEqual([timer('query getSlow')]);
  });

  test('the operation goes on after a command within it', async () => {
    expect(new Set(await app.visit('/graphql/both'))).toEqual(new Set([command(), timer('query getBoth')]));
  });

  test('nothing that only the app knows is in a report or in the folder', async () => {
    await app.visit('/graphql/both');
    await app.expectNoSecrets('query getBoth', 'GET');
  });
});
