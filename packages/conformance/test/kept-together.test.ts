import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportModel } from '@routeprof/core';
import { describe, expect, type TestContext, test } from 'vitest';
import { ask, type Listening } from '../src/client/http.ts';
import { readReport, reportPath, requestsOf } from '../src/client/report.ts';
import { type ServerProcess, startServer } from '../src/client/server-process.ts';
import { until } from '../src/client/until.ts';
import type { Target } from '../src/target.ts';
import { targets } from '../src/targets.ts';
import { portOf, programFile, startProgram } from './client/program.ts';
import { storedFiles } from './client/stored-files.ts';
import { temporaryFolder } from './client/temporary-folder.ts';

const find = (wanted: string): Target => targets.find(({ name }) => name === wanted) as Target;
const flushInterval = 1_000;

async function start(
  { onTestFinished }: TestContext,
  name: string,
  options: Readonly<Record<string, unknown>>,
): Promise<ServerProcess> {
  const server = await startServer(find(name), 'root', { options: { flushInterval, ...options } });
  onTestFinished(() => server.stop());
  return server;
}

const clear = (server: Listening) =>
  ask(server, { method: 'POST', path: `${reportPath}clear`, body: '' }).then(({ status }) =>
    expect(status).toBe(200),
  );

function readPart(server: Listening, part: string): Promise<ReportModel> {
  return readReport(server, reportPath, part);
}

function pidsOf({ sources }: ReportModel): number[] {
  return [...new Set(sources.map(({ pid }) => pid))].sort();
}

// Many processes each: one after the other, and with time on a busy machine.
describe('cluster', () => {
  async function startCluster(context: TestContext, environment: Readonly<Record<string, string>>) {
    const temporary = temporaryFolder(context);
    const program = startProgram(programFile('processes/kept-cluster.cjs'), {
      environment: { TMPDIR: temporary, ...environment },
    });
    context.onTestFinished(() => program.stop());
    return { temporary, program, server: { port: await portOf(program) } };
  }
  /** Sends requests until each of the four has answered some. Returns how many, and the workers' ids. */
  async function askAll(server: Listening) {
    const pids = new Set<number>();
    let sent = 0;
    for (; pids.size < 4 || sent < 40; sent++) pids.add(Number((await ask(server, '/who')).body));
    return { sent, pids: [...pids].sort() };
  }
  const seesAll = (server: Listening, sent: number, pids: readonly number[]) =>
    until(
      () => readReport(server),
      (model) => requestsOf(model, 'GET /who') === sent && pidsOf(model).length === pids.length,
      `${sent} requests of ${pids.length} workers`,
    );

  test('without dir, workers share a private folder, and the page of any shows all', async (context) => {
    const { temporary, program, server } = await startCluster(context, {});
    const { sent, pids } = await askAll(server);
    expect(pidsOf(await seesAll(server, sent, pids))).toEqual(pids);
    const [folder = '', ...more] = readdirSync(temporary);
    expect(more).toEqual([]);
    expect(folder).toContain(`-${program.pid}-`);
    expect(statSync(join(temporary, folder)).mode & 0o777).toBe(0o700);
    for (const name of storedFiles(join(temporary, folder))) {
      expect(statSync(join(temporary, folder, name)).mode & 0o777).toBe(0o600);
    }

    // The next one with the same temporary folder removes what this one leaves.
    await program.stop();
    expect(readdirSync(temporary)).toEqual([folder]);
    const next = await startCluster(context, { TMPDIR: temporary });
    await until(
      async () => readdirSync(temporary),
      (names) => names.length === 1 && names[0] !== folder,
      'the folder of the first cluster is removed',
    );
    expect(requestsOf(await readReport(next.server), 'GET /who')).toBe(0);
  });

  test('with dir, all is there again after a restart', async (context) => {
    const OPTIONS = JSON.stringify({ dir: temporaryFolder(context) });
    const first = await startCluster(context, { OPTIONS });
    const { sent, pids } = await askAll(first.server);
    expect(pidsOf(await seesAll(first.server, sent, pids))).toEqual(pids);
    expect(readdirSync(first.temporary)).toEqual([]);
    await first.program.stop();
    const second = await startCluster(context, { OPTIONS });
    const again = await askAll(second.server);
    await seesAll(second.server, sent + again.sent, [...pids, ...again.pids]);
  });

  test('without a private folder, the page says that it shows one of several workers', async (context) => {
    const { server } = await startCluster(context, { TMPDIR: '/proc/none' });
    const store = (await readReport(server)).history?.store;
    expect(store?.kind).toBe('memory');
    expect(store?.problems.join()).toMatch(/one worker of several.*dir/);
  });
});

describe('several processes with one dir', () => {
  test('show one report, whatever their framework', async (context) => {
    const dir = temporaryFolder(context);
    const names = ['express5', 'fastify5', 'koa3', 'hono4'];
    const servers = await Promise.all(names.map((name) => start(context, name, { dir, service: 'shop' })));
    const sentMicros = Date.now() * 1000;
    for (const server of servers) for (let i = 0; i < 5; i++) await ask(server, '/json');
    for (const server of servers) {
      const model = await until(
        () => readReport(server),
        (report) => requestsOf(report, 'GET /json') === 20,
        'five requests of each of four',
      );
      expect(pidsOf(model)).toHaveLength(4);
    }
    const [server] = servers as [ServerProcess];
    const processes = (await readReport(server)).history?.processes ?? [];
    expect(processes).toHaveLength(4);
    expect(processes.filter(({ isThis }) => isThis)).toHaveLength(1);
    for (const { instance, toMicros } of processes) {
      expect(toMicros, 'until when it has measured').toBeGreaterThan(sentMicros);
      const chosen = await readPart(server, `process=${instance}`);
      expect(requestsOf(chosen, 'GET /json')).toBe(5);
      expect(pidsOf(chosen)).toHaveLength(1);
    }
  });

  test('of forked and spawned servers, set by variables, without a change to the app', async (context) => {
    const dir = temporaryFolder(context);
    const program = startProgram(programFile('processes/children.cjs'), {
      how: 'run',
      environment: {
        ROUTEPROF_DIR: dir,
        ROUTEPROF_FLUSH_INTERVAL: '1000',
        ROUTEPROF_FLUSH_AT_SHUTDOWN: 'true',
        ROUTEPROF_MAX_DISK: '10000000',
        ROUTEPROF_DISCARD_FIRST: 'false',
      },
    });
    context.onTestFinished(() => program.stop());
    const portOfChild = async (which: string) => ({
      port: Number(await program.says(new RegExp(`${which} (\\d+) of`))),
    });
    const servers = [await portOfChild('FORKED'), await portOfChild('SPAWNED')];
    for (const server of servers) for (let i = 0; i < 3; i++) await ask(server, '/well');
    for (const server of servers) {
      const model = await until(
        () => readReport(server),
        (report) => requestsOf(report, 'GET /well') === 6,
        'three requests of each of two',
      );
      expect(model.history?.store).toMatchObject({ kind: 'directory', problems: [] });
    }
  });

  test('apps with different names have separate reports', async (context) => {
    const dir = temporaryFolder(context);
    const [shop, bank] = await Promise.all([
      start(context, 'express5', { dir, service: 'shop' }),
      start(context, 'koa3', { dir, service: 'bank' }),
    ]);
    await ask(shop, '/json');
    for (let i = 0; i < 2; i++) await ask(bank, '/json');
    await until(
      async () => storedFiles(dir),
      (files) => files.length >= 2,
      'both have written',
    );
    expect(requestsOf(await readReport(shop), 'GET /json')).toBe(1);
    expect(requestsOf(await readReport(bank), 'GET /json')).toBe(2);
    const both = await until(
      () => readPart(shop, 'service=*'),
      (model) => requestsOf(model, 'GET /json') === 3,
      'both together',
    );
    expect(both.history?.services).toEqual(['bank', 'shop']);
    expect(requestsOf(await readPart(shop, 'service=bank'), 'GET /json')).toBe(2);
    await clear(bank);
    expect(requestsOf(await readReport(shop), 'GET /json')).toBe(1);
  });

  test('a clear in one process clears all, and late writes of older windows do not count', async (context) => {
    const dir = temporaryFolder(context);
    const [one, other] = await Promise.all([
      start(context, 'express5', { dir, service: 'shop' }),
      // Its window stays open, and is written when the process ends.
      start(context, 'koa3', { dir, service: 'shop', flushInterval: 600_000 }),
    ]);
    for (let i = 0; i < 5; i++) for (const server of [one, other]) await ask(server, '/json');
    await until(
      () => readReport(other),
      (report) => requestsOf(report, 'GET /json') === 10,
      'five of its own, and five of the other',
    );
    await clear(one);
    // The other process has not seen the clear yet: it still has its measurements, and writes them now.
    other.tell('close-server');
    await other.exited();
    expect((await readReport(one)).totals.requests).toBe(0);

    const third = await start(context, 'express5', { dir, service: 'shop' });
    expect((await readReport(third)).totals.requests).toBe(0);
    for (let i = 0; i < 3; i++) await ask(third, '/json');
    expect(requestsOf(await readReport(third), 'GET /json')).toBe(3);
    await clear(one);
    expect((await readReport(third)).totals.requests, 'what it measures is cleared too').toBe(0);
    for (let i = 0; i < 2; i++) await ask(third, '/json');
    for (const server of [third, one]) {
      await until(
        () => readReport(server),
        (report) => requestsOf(report, 'GET /json') === 2,
        'two since the clear',
      );
    }
  });
});
