import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMariadb } from '../../proofs/services/mariadb.ts';
import { startPostgres } from '../../proofs/services/postgres.ts';
import type { Service } from '../../proofs/services/service.ts';
import { folderOfFile } from '../client/temporary-folder.ts';
import { type SaidWait, startTracedApp, type TracedApp } from './traced-app.ts';

const dir = folderOfFile();
let mariadb: Service;
let postgres: Service;
let app: TracedApp;
beforeAll(async () => {
  [mariadb, postgres] = await Promise.all([startMariadb(), startPostgres()]);
  app = await startTracedApp({ mysql2: mariadb, pg: postgres }, ['/mysql2/query', '/mysql2/execute'], dir);
});
afterAll(async () => {
  await app?.stop();
  await Promise.all([mariadb?.stop(), postgres?.stop()]);
});

describe('mysql2', () => {
  const wait = (operation: string, site: string, perRequest = 1): SaidWait => ({
    kind: 'net',
    target: `mysql 127.0.0.1:${mariadb.port}`,
    operation,
    library: 'mysql2',
    site: `mysql2 ${site}`,
    perRequest,
  });

  test.each([
    // mysql2 writes the values into the text of a query before it says so.
    ['query', 'select * from items where id = ? and name = ?'],
    ['inlined', 'select * from items where name = ? or name = ?'],
    ['execute', 'select * from items where name = ?'],
    ['callback', 'select name from items where id = ?'],
    ['refused', 'select no_such_column from items'],
  ])('names the statement of %s, without its values', async (site, operation) => {
    expect(await app.visit(`/mysql2/${site}`)).toEqual([wait(operation, site)]);
  });

  test('names two statements at once on two connections of a pool', async () => {
    const found = await app.visit('/mysql2/at-once');
    expect(new Set(found)).toEqual(
      new Set([wait('select sleep(?)', 'at-once'), wait('select count(*) from items', 'at-once')]),
    );
  });

  test('tells the wait for a connection of a full pool from the statement', async () => {
    const found = await app.visitAtOnce(...Array.from({ length: 4 }, () => '/mysql2/one-by-one'));
    // Some find the connection free.
    const counted = found.find(({ operation }) => operation === 'acquire connection')?.perRequest ?? 0;
    expect(counted).toBeGreaterThan(0);
    expect(counted).toBeLessThanOrEqual(0.75);
    expect(new Set(found)).toEqual(
      new Set([wait('acquire connection', 'one-by-one', counted), wait('select sleep(?)', 'one-by-one')]),
    );
  });
});

describe('pg, which says nothing', () => {
  const target = () => `127.0.0.1:${postgres.port}`;

  test.each(['query', 'inlined', 'client'])('waits at the line of %s', async (site) => {
    expect(await app.visit(`/pg/${site}`)).toEqual([
      { kind: 'net', target: target(), operation: '', library: '', site: `pg ${site}`, perRequest: 1 },
    ]);
  });

  test('counts a connection that needs several answers once', async () => {
    const found = await app.visit('/pg/connects');
    const counted = found.map(({ site, perRequest }) => `${site} ${perRequest}`);
    expect(new Set(counted)).toEqual(new Set(['pg connects 1', 'pg connected 1']));
  });

  test('gives each request its own line, when many use one pool', async () => {
    const paths = Array.from({ length: 5 }, () => ['/pg/query', '/pg/inlined']).flat();
    const found = await app.visitAtOnce(...paths);
    expect(new Set(found.map(({ site }) => site))).toEqual(new Set(['pg query', 'pg inlined']));
  });
});

test('nothing that only the app knows is in a report or in the folder', async () => {
  await app.visit('/mysql2/query', '/mysql2/execute', '/mysql2/inlined', '/pg/query', '/pg/inlined');
  await app.expectNoSecrets('select * from items where name = ?', `127.0.0.1:${postgres.port}`);
});
