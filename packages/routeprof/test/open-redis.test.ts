import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import type { ReportModel } from '@routeprof/core';
import type { RedisStoreOptions } from '@routeprof/redis';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../conformance/proofs/services/service.ts';
import type { Made } from '../../core/test/store/directory/open-store.ts';
import { inMemory, type RedisServer, startRedis } from '../../redis/test/fixtures/redis-server.ts';
import { parseRedisAddress } from '../src/open/redis-address.ts';
import { newFolder } from './folder.ts';
import { startOpen } from './open-process.ts';
import { appWith, clients, ofOneWindow, writeWindow } from './redis-app.ts';
import { runMain } from './run-main.ts';

const patience = { timeout: 120_000, interval: 200 };

async function serverWith(settings: readonly string[] = [], port?: number): Promise<RedisServer> {
  const server = await startRedis([...inMemory, ...settings], port === undefined ? {} : { port });
  onTestFinished(() => server.stop());
  return server;
}

/** What an app does: it measures, and writes. */
async function keep(
  connection: { readonly port: number; readonly db?: number; readonly password?: string },
  made: Made = {},
  options: RedisStoreOptions = {},
): Promise<void> {
  const client = new Redis(connection);
  client.on('error', () => {});
  await writeWindow(client, made, options);
  client.disconnect();
}

async function json(url: string): Promise<ReportModel> {
  return (await (await fetch(`${url}?format=json`)).json()) as ReportModel;
}

const requestsIn = async (url: string): Promise<number> => (await json(url)).totals.requests;
const problemsIn = async (url: string): Promise<string> =>
  (await json(url)).history?.store.problems.join(' ') ?? '';

describe.each(clients)('with %s', (_, name, folder) => {
  const app = (): string => appWith({ [name]: folder });

  test('shows what apps keep, follows it, and ends with Ctrl-C', async () => {
    const server = await serverWith();
    server.cli('ACL', 'SETUSER', 'the-reader', 'on', '>p@ss/w:rd', '~*', '+@all', '-info', '-client');
    const connection = { port: server.port, db: 2 };
    await keep(connection, { service: 'search' });
    await keep(connection, { at: 10 });
    const address = `127.0.0.1:${server.port}/2`;
    const open = startOpen(app(), `redis://the-reader:p%40ss%2Fw%3Ard@${address}`);
    const url = await open.url();
    const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
    expect(page).toContain('<html');
    const { status, history, totals } = await json(url);
    expect(status).toMatchObject({ kept: true });
    expect(history).toMatchObject({
      services: ['search', 'shop'],
      store: { kind: 'redis', place: 'Redis', problems: [] },
    });
    expect(totals.requests).toBe(ofOneWindow);
    await keep(connection, { at: 20 });
    await expect.poll(() => requestsIn(url), patience).toBe(2 * ofOneWindow);
    open.signal('SIGINT');
    expect(await open.ended).toBe(0);
    expect(open.out()).toBe(`The report of redis://${address} is at ${url} until you press Ctrl-C.\n`);
    expect(open.error()).toBe('');
  });

  test('says when Redis goes away, shows what is there when it is back, and ends while it is away', async () => {
    const { port, stop } = await startRedis(inMemory);
    await keep({ port });
    const open = startOpen(app(), `redis://127.0.0.1:${port}`);
    const url = await open.url();
    expect(await requestsIn(url)).toBe(ofOneWindow);
    await stop();
    await expect.poll(() => problemsIn(url), patience).toMatch(/Redis.*Check that it runs/);
    const back = await serverWith([], port);
    await keep({ port });
    await keep({ port }, { at: 10 });
    await expect.poll(() => requestsIn(url), patience).toBe(2 * ofOneWindow);
    expect(await problemsIn(url)).toBe('');
    await back.stop();
    await expect.poll(() => problemsIn(url), patience).not.toBe('');
    open.signal('SIGINT');
    expect(await open.ended).toBe(0);
    expect(open.error()).toBe('');
  });

  test('ends while Redis owes answers', async () => {
    const server = await serverWith();
    await keep({ port: server.port });
    const open = startOpen(app(), `redis://127.0.0.1:${server.port}`);
    const url = await open.url();
    server.signal('SIGSTOP');
    const asked = json(url).catch(String);
    // By then it has asked Redis.
    expect((await fetch(`${url}nowhere`)).status).toBe(404);
    open.signal('SIGINT');
    expect(await open.ended).toBe(0);
    await asked;
    expect(open.error()).toBe('');
  });

  test('says what Redis refuses, without user and password', async () => {
    const { port } = await serverWith(['--requirepass', 'the-right-one']);
    await keep({ port, password: 'the-right-one' });
    const folder = app();
    await refused(
      folder,
      `the-user:the-secret@127.0.0.1:${port}`,
      /It does not know .*\(WRONGPASS\)\. Correct/,
    );
    await refused(
      folder,
      `:the-right-one@127.0.0.1:${port}/999`,
      /cannot be opened\. .*DB index is out of range/,
    );
  });
});

/** Opens an address after `redis://`, which must not work. */
async function refused(folder: string, address: string, message: RegExp): Promise<void> {
  const open = startOpen(folder, `redis://${address}`);
  expect(await open.ended).toBe(2);
  expect(open.error()).toMatch(message);
  expect(open.error()).not.toMatch(/the-user|the-secret|the-right/);
  expect(open.out()).toBe('');
}

test('without a password, without Redis, and with nothing in it', async () => {
  const folder = appWith({ redis: 'redis', ioredis: 'ioredis' });
  const { port } = await serverWith(['--requirepass', 'the-right-one']);
  await refused(folder, `127.0.0.1:${port}`, /It wants a password \(NOAUTH\)\. Give one in the address/);
  await refused(
    folder,
    `:the-right-one@127.0.0.1:${port}/1`,
    /there are no measurements of routeprof in redis:\S+\d\/1 under the prefix "routeprof:"\. Give the --prefix/,
  );
  await refused(
    folder,
    `the-user:the-secret@127.0.0.1:${await freePort()}`,
    /cannot be opened\. Redis cannot be reached \(ECONNREFUSED\)\. Check/,
  );
});

test('a Redis that does not answer', async () => {
  const mute = createServer(() => {}).listen(0, '127.0.0.1');
  onTestFinished(() => void mute.close());
  await once(mute, 'listening');
  const address = `the-user:the-secret@127.0.0.1:${(mute.address() as AddressInfo).port}`;
  await Promise.all(
    ['redis', 'ioredis'].map((name) =>
      refused(
        appWith({ [name]: name }),
        address,
        /cannot be opened\. Redis has not answered .*\(ETIMEDOUT\)/,
      ),
    ),
  );
});

test('a Redis that repeats what it was given', async () => {
  const renamed = ['HELLO', 'AUTH'].flatMap((name) => ['--rename-command', name, `other-${name}`]);
  const { port } = await serverWith(renamed);
  for (const name of ['redis', 'ioredis']) {
    const address = `the-user:the-secret@127.0.0.1:${port}`;
    await refused(
      appWith({ [name]: name }),
      address,
      /cannot be opened\. .*ERR unknown command '[A-Za-z]+'\.\n/,
    );
  }
});

test('another prefix', async () => {
  const { port } = await serverWith();
  await keep({ port }, {}, { prefix: 'mine:' });
  const folder = appWith({ ioredis: 'ioredis' });
  const open = startOpen(folder, `valkey://127.0.0.1:${port}`, '--prefix', 'mine:');
  expect(await requestsIn(await open.url())).toBe(ofOneWindow);
  expect(open.out()).toContain(`The report of valkey://127.0.0.1:${port} is at`);
  await refused(folder, `127.0.0.1:${port}`, /there are no measurements .* under the prefix "routeprof:"/);
  const wrong = startOpen(folder, `redis://127.0.0.1:${port}`, '--prefix', '{a}');
  expect(await wrong.ended).toBe(2);
  expect(wrong.error()).toContain('without braces');
});

test('without a client that can be used: what to install', async () => {
  const { path } = newFolder();
  // An older version of redis has no clusters.
  const old = path('node_modules/redis');
  mkdirSync(old, { recursive: true });
  writeFileSync(`${old}/index.js`, 'exports.createClient = () => { throw new Error("It was used."); };');
  for (const folder of [newFolder().path(''), path('')]) {
    const open = startOpen(folder, 'redis://the-user:the-secret@127.0.0.1');
    expect(await open.ended).toBe(2);
    expect(open.error()).toMatch(
      /there is no client for Redis in .*\. Install one there: npm install redis /,
    );
    expect(open.error()).not.toMatch(/the-user|the-secret/);
  }
});

describe('addresses', () => {
  const anyone = { username: undefined, password: undefined };

  test.each([
    ['redis://h', { shown: 'redis://h:6379', place: { host: 'h', port: 6379 }, tls: false, database: 0 }],
    ['valkey://h:1/3', { shown: 'valkey://h:1/3', place: { host: 'h', port: 1 }, tls: false, database: 3 }],
    ['rediss://h/0', { shown: 'rediss://h:6379', place: { host: 'h', port: 6379 }, tls: true, database: 0 }],
    ['VALKEYS://h/', { shown: 'valkeys://h:6379', place: { host: 'h', port: 6379 }, tls: true, database: 0 }],
    [
      'redis://[::1]:7',
      { shown: 'redis://[::1]:7', place: { host: '::1', port: 7 }, tls: false, database: 0 },
    ],
    [
      'redis:///4',
      { shown: 'redis://localhost:6379/4', place: { host: 'localhost', port: 6379 }, database: 4 },
    ],
    ['unix:///a%20b?db=1', { shown: 'unix:///a%20b?db=1', place: { path: '/a b' }, tls: false, database: 1 }],
  ])('%s', (word, address) => {
    expect(parseRedisAddress(word)).toMatchObject({ ...address, ...anyone });
  });

  test('have a user and a password as they were before they were encoded', () => {
    const { username, password, shown } = parseRedisAddress('redis://%C3%A4:%2F%3F%23%40%3A%25@h');
    expect({ username, password, shown }).toEqual({
      username: 'ä',
      password: '/?#@:%',
      shown: 'redis://h:6379',
    });
    expect(parseRedisAddress('redis://:secret@h')).toMatchObject({ username: undefined, password: 'secret' });
  });

  test.each([
    ['redis:the-secret@h'],
    ['redis://user:the/secret@h'],
    ['redis://user:the#secret@h'],
    ['redis://user:12#the-secret@h'],
    ['redis://user:12?the-secret@h'],
    ['redis://user:12/the-secret@h'],
    ['redis://user:the%secret@h'],
    ['redis-sentinel://user:the-secret@h'],
    ['redis://user:the-secret@h:port'],
    ['unix://user:the-secret@h/a'],
    ['unix:///'],
    ['unix:///a?password=the-secret'],
  ])('%s is refused, and nothing of it is shown', async (word) => {
    const { code, out, error } = await runMain('open', word);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toBe(
      'routeprof: the address of Redis cannot be read. Give one such as redis://user:password@127.0.0.1:6379/0. In a user or password, write / ? # @ : and % as %2F %3F %23 %40 %3A and %25.\n',
    );
  });

  test('are what --prefix is for', async () => {
    const { code, error } = await runMain('open', 'profile.pb.gz', '--prefix', 'mine:');
    expect(code).toBe(2);
    expect(error).toBe('routeprof: --prefix is for Redis only. Leave it out.\n');
  });
});
