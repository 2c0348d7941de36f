import { chmodSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, type TestContext, test } from 'vitest';
import { mountDisk, unmountDisk } from '../proofs/store/memory-disk.ts';
import { ask } from '../src/client/http.ts';
import { readReport, requestsOf } from '../src/client/report.ts';
import { type ServerProcess, startServer } from '../src/client/server-process.ts';
import { until } from '../src/client/until.ts';
import type { Target } from '../src/target.ts';
import { targets } from '../src/targets.ts';
import { storedFiles } from './client/stored-files.ts';
import { temporaryFolder } from './client/temporary-folder.ts';

const express5 = targets.find(({ name }) => name === 'express5') as Target;

async function start(context: TestContext, dir: string): Promise<ServerProcess> {
  const server = await startServer(express5, 'root', {
    options: { dir, flushInterval: 1_000, rate: 100 },
  });
  context.onTestFinished(() => server.stop());
  return server;
}

/** Sends requests, which must be answered as usual. Returns how many. */
async function askSome(server: ServerProcess): Promise<number> {
  const count = 10;
  for (let i = 0; i < count; i++) expect((await ask(server, '/json')).status).toBe(200);
  return count;
}

/** Waits until the page reports a problem of the folder that matches. No measurement may be missing. */
async function untilSaid(server: ServerProcess, what: RegExp, sent: number): Promise<string> {
  const model = await until(
    () => readReport(server),
    ({ history }) => what.test(history?.store.problems.join('\n') ?? ''),
    `said ${what}`,
  );
  expect(requestsOf(model, 'GET /json')).toBe(sent);
  return model.history?.store.problems.join('\n') ?? '';
}

async function untilNothingIsSaid(server: ServerProcess): Promise<void> {
  await until(
    () => readReport(server),
    ({ history }) => history?.store.problems.length === 0,
    'nothing is wrong any more',
  );
}

/** A separate disk. The test is skipped if this user cannot mount one, but never in CI. */
function mounted(context: TestContext, options: string): string {
  const folder = temporaryFolder(context);
  const refused = mountDisk(folder, options);
  if (refused !== undefined) context.skip(`needs the right to mount a disk: ${refused}`);
  context.onTestFinished(() => unmountDisk(folder));
  return folder;
}

describe.concurrent('the app is not affected, and the page says what is wrong', () => {
  test('with a dir that is a file, until the file is removed', async (context) => {
    const dir = join(temporaryFolder(context), 'profiles');
    writeFileSync(dir, '');
    const server = await start(context, dir);
    const sent = await askSome(server);
    expect(await untilSaid(server, /is not a folder/, sent)).toContain(dir);
    rmSync(dir);
    await until(
      async () => storedFiles(dir),
      (files) => files.length > 0,
      'what was measured is written',
    );
    await untilNothingIsSaid(server);
    expect(requestsOf(await readReport(server), 'GET /json')).toBe(sent);
  });

  test('with a read-only disk', async (context) => {
    const dir = mounted(context, 'ro');
    const server = await start(context, dir);
    const sent = await askSome(server);
    await untilSaid(server, /can only be read.*EROFS/, sent);
  });

  test('with a full disk, until there is room', async (context) => {
    const dir = mounted(context, 'size=256k');
    const server = await start(context, dir);
    const first = await askSome(server);
    await until(
      async () => storedFiles(dir),
      (files) => files.length > 0,
      'something is written',
    );
    const { bavail, bsize } = statfsSync(dir);
    writeFileSync(join(dir, 'of-another'), Buffer.alloc(bavail * bsize));
    const sent = first + (await askSome(server));
    await untilSaid(server, /no space left.*ENOSPC/, sent);
    rmSync(join(dir, 'of-another'));
    await untilNothingIsSaid(server);
    server.tell('close-server');
    await server.exited();
    expect(requestsOf(await readReport(await start(context, dir)), 'GET /json')).toBe(sent);
  });

  test('with a folder that is removed: it is made again', async (context) => {
    const dir = join(temporaryFolder(context), 'profiles');
    const server = await start(context, dir);
    await askSome(server);
    await until(
      () => readReport(server),
      ({ history }) => history?.store.windows === storedFiles(dir).length && storedFiles(dir).length > 0,
      'something is written',
    );
    rmSync(dir, { recursive: true, maxRetries: 5 });
    const before = requestsOf(await readReport(server), 'GET /json');
    const sent = before + (await askSome(server));
    await until(
      async () => storedFiles(dir),
      (files) => files.length > 0,
      'it is there again',
    );
    expect(requestsOf(await readReport(server), 'GET /json')).toBe(sent);
    await untilNothingIsSaid(server);
  });

  test('with a folder that everyone may change: nothing is written', async (context) => {
    const dir = join(temporaryFolder(context), 'profiles');
    mkdirSync(dir);
    chmodSync(dir, 0o777);
    const server = await start(context, dir);
    const sent = await askSome(server);
    expect(await untilSaid(server, /Everyone may change what is in/, sent)).toMatch(/chmod 700/);
    expect(readdirSync(dir)).toEqual([]);
    chmodSync(dir, 0o755);
    await untilSaid(server, /is open to other users/, sent);
    chmodSync(dir, 0o700);
    await untilNothingIsSaid(server);
    expect(storedFiles(dir).length).toBeGreaterThan(0);
    expect(requestsOf(await readReport(server), 'GET /json')).toBe(sent);
  });
});
