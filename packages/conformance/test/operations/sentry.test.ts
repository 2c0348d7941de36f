import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres } from '../../proofs/services/postgres.ts';
import type { Service } from '../../proofs/services/service.ts';
import { folderOfFile } from '../client/temporary-folder.ts';
import { startMongodb } from './stand-ins.ts';
import { type SaidWait, startTracedApp, type TracedApp } from './traced-app.ts';

// Gives channels to libraries that have none, when they are loaded.
const flags = ['--import', '@sentry/node/import'];

const dir = folderOfFile();
let postgres: Service;
let mongodb: Service;
let app: TracedApp;
beforeAll(async () => {
  [postgres, mongodb] = await Promise.all([startPostgres(), startMongodb()]);
  const heard = ['/pg/query', '/pg/connects', '/mongoose/driver', '/mongoose/find'];
  app = await startTracedApp({ pg: postgres, mongoose: mongodb }, heard, dir, flags);
});
afterAll(async () => {
  await app?.stop();
  await Promise.all([postgres?.stop(), mongodb?.stop()]);
});

describe('with Sentry, pg', () => {
  const wait = (operation: string, site: string, perRequest = 1): SaidWait => ({
    kind: 'net',
    target: `postgres 127.0.0.1:${postgres.port}`,
    operation,
    library: 'pg',
    site: `pg ${site}`,
    perRequest,
  });

  test.each([
    ['query', 'select * from items where id = ?'],
    ['inlined', 'select * from items where name = ?'],
    ['client', 'select count(*) from items'],
  ])('names the statement of %s, without its values', async (site, operation) => {
    expect(await app.visit(`/pg/${site}`)).toEqual([wait(operation, site)]);
  });

  test('names the connection', async () => {
    const found = await app.visit('/pg/connects');
    expect(new Set(found)).toEqual(new Set([wait('connect', 'connects'), wait('select ?', 'connected')]));
  });

  test('tells the wait for a connection of a full pool from the statement', async () => {
    const found = await app.visitAtOnce(...Array.from({ length: 6 }, () => '/pg/slow'));
    expect(found).toContainEqual(wait('select pg_sleep(?)', 'slow'));
    expect(found).toContainEqual(
      expect.objectContaining({ operation: 'acquire connection', library: 'pg-pool', site: 'pg slow' }),
    );
  });
});

test('with Sentry, mongodb names the command and the collection', async () => {
  expect(await app.visit('/mongoose/driver')).toEqual([
    {
      kind: 'net',
      target: `mongodb 127.0.0.1:${mongodb.port}`,
      operation: 'find items',
      library: 'mongodb',
      site: 'mongoose driver',
      perRequest: 1,
    },
  ]);
});

test('what mongoose says itself goes before that', async () => {
  expect(await app.visit('/mongoose/find')).toMatchObject([{ operation: 'find items', library: 'mongoose' }]);
});

test('nothing that only the app knows is in a report or in the folder', async () => {
  await app.visit('/pg/query', '/pg/inlined', '/mongoose/driver');
  await app.expectNoSecrets('select * from items where name = ?', 'find items');
});
