import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../../proofs/services/service.ts';
import { folderOfFile } from '../client/temporary-folder.ts';
import { startEcho, startMongodb } from './stand-ins.ts';
import { type SaidWait, startTracedApp, type TracedApp } from './traced-app.ts';

const dir = folderOfFile();
let mongodb: Service;
let mssql: Service;
let app: TracedApp;
beforeAll(async () => {
  [mongodb, mssql] = await Promise.all([startMongodb(), startEcho()]);
  const heard = ['find', 'aggregate', 'save', 'insert', 'cursor'].map((route) => `/mongoose/${route}`);
  const statements = ['query', 'batch', 'execute'].map((route) => `/mssql/${route}`);
  app = await startTracedApp({ mongoose: mongodb, mssql }, [...heard, ...statements], dir);
});
afterAll(async () => {
  await app?.stop();
  await Promise.all([mongodb?.stop(), mssql?.stop()]);
});

describe('mongoose, with a stand-in for the server', () => {
  const wait = (operation: string, site: string): SaidWait => ({
    kind: 'net',
    target: `mongodb 127.0.0.1:${mongodb.port}`,
    operation,
    library: 'mongoose',
    site: `mongoose ${site}`,
    perRequest: 1,
  });

  test.each([
    ['find', 'find items'],
    ['aggregate', 'aggregate items'],
    ['save', 'save items'],
    ['insert', 'insertMany items'],
    // Its documents come with one answer.
    ['cursor', 'find items'],
  ])('names the operation and the collection of %s, without the filter', async (site, operation) => {
    expect(await app.visit(`/mongoose/${site}`)).toEqual([wait(operation, site)]);
  });

  test('names each of two operations at once', async () => {
    const found = await app.visit('/mongoose/at-once');
    expect(new Set(found)).toEqual(
      new Set([wait('find items', 'at-once'), wait('countDocuments items', 'at-once')]),
    );
  });

  test('its driver says nothing: the line names the wait', async () => {
    expect(await app.visit('/mongoose/driver')).toEqual([
      { ...wait('', 'driver'), target: `127.0.0.1:${mongodb.port}`, library: '' },
    ]);
  });

  test('each request has its own operation, when many use one pool', async () => {
    const routes = ['find', 'aggregate', 'save', 'insert'];
    const found = await app.visitAtOnce(...[...routes, ...routes].map((route) => `/mongoose/${route}`));
    const said = found.map(({ operation, site }) => `${operation} at ${site}`);
    expect(new Set(said)).toEqual(
      new Set([
        ...['find items at mongoose find', 'aggregate items at mongoose aggregate'],
        ...['save items at mongoose save', 'insertMany items at mongoose insert'],
      ]),
    );
  });
});

describe('mssql, with a driver of our own', () => {
  test.each([
    ['query', 'select * from [items] where id = ?'],
    ['inlined', 'select * from items where name = ?'],
    ['template', 'select * from items where name = ?'],
    ['batch', 'insert into items values (?)'],
    ['execute', 'execute find_item'],
  ])('names the statement of %s, without its values', async (site, operation) => {
    const target = `127.0.0.1:${mssql.port}`;
    expect(await app.visit(`/mssql/${site}`)).toEqual([
      { kind: 'net', target, operation, library: 'mssql', site: `mssql ${site}`, perRequest: 1 },
    ]);
  });
});

test('nothing that only the app knows is in a report or in the folder', async () => {
  await app.visit('/mongoose/find', '/mongoose/save', '/mongoose/insert', '/mssql/inlined', '/mssql/batch');
  await app.expectNoSecrets('insertMany items', 'insert into items values (?)');
});
