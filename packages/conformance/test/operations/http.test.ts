import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chosenNode } from '../../src/node-binaries.ts';
import { programFile, startProgram } from '../client/program.ts';
import { folderOfFile } from '../client/temporary-folder.ts';
import { startTracedApp, type TracedApp } from './traced-app.ts';

/** Node 20 cannot load it. The `fetch` of Node 20 is an older version of it. */
const hasUndici = chosenNode() > 20;

const dir = folderOfFile();
let server: Server;
let port: number;
let app: TracedApp;
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    setTimeout(() => {
      response.setHeader('x-secret', 'kept-nowhere-header').write('kept-nowhere-body');
      setTimeout(() => response.end(), 20);
    }, 20);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  const parts = hasUndici ? { http: { port }, undici: { port } } : { http: { port } };
  // Connects.
  const paths = ['/http/get', '/http/fetch', ...(hasUndici ? ['/undici/request', '/undici/pool'] : [])];
  app = await startTracedApp(parts, paths, dir);
});
afterAll(async () => {
  await app?.stop();
  server.close();
  server.closeAllConnections();
});

describe.each([
  ['http', 'get', 'GET'],
  ['http', 'callback', 'GET'],
  ['http', 'fetch', 'POST'],
  ...(hasUndici
    ? [
        ['undici', 'request', 'PUT'],
        ['undici', 'fetch', 'GET'],
        ['undici', 'pool', 'DELETE'],
      ]
    : []),
])('%s: %s', (name, route, method) => {
  test('names the method, and the host by the name that was connected to', async () => {
    const found = await app.visit(`/${name}/${route}`);
    const asked = found.filter(({ kind }) => kind === 'http');
    expect(asked.map(({ site }) => site)).toContain(`${name} ${route}`);
    for (const wait of asked)
      expect(wait).toMatchObject({ target: `localhost:${port}`, operation: method, library: '' });
    // A new connection may be needed.
    for (const { kind } of found) expect(['http', 'net', 'dns']).toContain(kind);
  });
});

if (!hasUndici)
  test('undici does not load', async () => {
    const program = startProgram(programFile('operations/undici.mjs'));
    expect(await program.exited()).not.toEqual({ code: 0, signal: null });
    expect(program.stderr()).toMatch(/undici/);
  });

test('three requests at once are three operations', async () => {
  const found = await app.visit('/http/at-once');
  expect(found.find(({ site }) => site === 'http at-once')).toMatchObject({
    operation: 'GET',
    perRequest: 3,
  });
});

test('each request has its own method, when many use one agent', async () => {
  const paths = Array.from({ length: 5 }, () => ['/http/get', '/http/fetch']).flat();
  const found = await app.visitAtOnce(...paths);
  const operations = found
    .filter(({ kind }) => kind === 'http')
    .map(({ operation, site }) => `${operation} ${site}`);
  expect(operations).toEqual(expect.arrayContaining(['GET http get', 'POST http fetch']));
  expect(operations).not.toEqual(expect.arrayContaining(['POST http get']));
  expect(operations).not.toEqual(expect.arrayContaining(['GET http fetch']));
});

test('nothing that only the app knows is in a report or in the folder', async () => {
  await app.visit('/http/get', '/http/fetch', ...(hasUndici ? ['/undici/request', '/undici/fetch'] : []));
  await app.expectNoSecrets('POST', `localhost:${port}`);
});
