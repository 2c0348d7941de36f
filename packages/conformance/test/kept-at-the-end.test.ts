import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, type TestContext, test } from 'vitest';
import { ask } from '../src/client/http.ts';
import { readReport, requestsOf, samplesOf } from '../src/client/report.ts';
import { type ServerProcess, startServer } from '../src/client/server-process.ts';
import type { Target } from '../src/target.ts';
import { targets } from '../src/targets.ts';
import { storedFiles } from './client/stored-files.ts';
import { temporaryFolder } from './client/temporary-folder.ts';

const newest = ['express5', 'fastify5', 'koa3', 'hono4', 'http'];
const express5 = targets.find(({ name }) => name === 'express5') as Target;

async function start(
  { onTestFinished }: TestContext,
  target: Target,
  options: Readonly<Record<string, unknown>>,
): Promise<ServerProcess> {
  const server = await startServer(target, 'root', { options });
  onTestFinished(() => server.stop());
  return server;
}

describe.concurrent('after a restart', () => {
  test.for(targets.filter(({ name }) => newest.includes(name)))(
    '$title: the numbers are there again',
    async (target, context) => {
      const dir = temporaryFolder(context);
      const first = await start(context, target, { dir, version: '1.0.0' });
      for (let i = 0; i < 3; i++) await ask(first, '/burn/alpha');
      first.tell('close-server');
      expect(await first.exited()).toEqual({ code: 0, signal: null });

      const second = await start(context, target, { dir, version: '1.1.0' });
      const found = await readReport(second);
      expect(requestsOf(found, 'GET /burn/alpha')).toBe(3);
      expect(found.sources.map(({ version }) => version).sort()).toEqual(['1.0.0', '1.1.0']);
      expect(new Set(found.sources.map(({ pid }) => pid)).size).toBe(2);
      expect(await samplesOf(second, 'burnAlphaBefore', 'GET /burn/alpha')).toBeGreaterThan(0);
      await ask(second, '/burn/alpha');
      expect(requestsOf(await readReport(second), 'GET /burn/alpha')).toBe(4);
    },
  );
});

/** The name of a window's file begins with the times that it covers. */
function windowEndMillis(file: string): number {
  return Number(basename(file).split('-')[1]);
}

type End = readonly [how: string, end: (server: ServerProcess) => void | Promise<void>];

const gentle: readonly End[] = [
  ['by itself', (server) => server.tell('close-server')],
  ['by process.exit', (server) => server.tell('exit 7')],
  ['by an error that nobody catches', (server) => server.tell('throw')],
  [
    'by a signal that the app handles',
    async (server) => {
      await server.order('handle SIGTERM');
      server.signal('SIGTERM');
    },
  ],
];
const abrupt: readonly End[] = [
  ['by SIGTERM', (server) => server.signal('SIGTERM')],
  ['by SIGINT', (server) => server.signal('SIGINT')],
  ['by kill -9', (server) => server.signal('SIGKILL')],
];

/** How the same app ends without a profiler. */
async function exitWithout({ onTestFinished }: TestContext, [, end]: End) {
  const server = await startServer(express5, 'off');
  onTestFinished(() => server.stop());
  await ask(server, '/json');
  await end(server);
  return await server.exited();
}

describe.concurrent('a process ends', () => {
  test.for(gentle)('%s: in the same way as without a profiler, and nothing is lost', async (end, context) => {
    const dir = temporaryFolder(context);
    // No window closes earlier, so everything in the folder was written at the end.
    const server = await start(context, express5, { dir, flushInterval: 600_000 });
    for (let i = 0; i < 20; i++) await ask(server, '/json');
    expect(storedFiles(dir)).toEqual([]);
    await end[1](server);
    expect(await server.exited()).toEqual(await exitWithout(context, end));
    expect(storedFiles(dir)).toHaveLength(1);
    const next = await start(context, express5, { dir });
    expect(requestsOf(await readReport(next), 'GET /json')).toBe(20);
  });

  test.for(abrupt)(
    '%s: as without a profiler, and nothing that was written is lost',
    async (end, context) => {
      const dir = temporaryFolder(context);
      const server = await start(context, express5, { dir, flushInterval: 1_000 });
      const answeredMillis: number[] = [];
      // When a window is written depends on the machine; what its file covers does not.
      const writtenUntilMillis = () => Math.max(0, ...storedFiles(dir).map(windowEndMillis));
      const answeredUntil = (until: number) => answeredMillis.filter((at) => at < until).length;
      while (storedFiles(dir).length < 2 || answeredUntil(writtenUntilMillis()) < 3) {
        await ask(server, '/json');
        answeredMillis.push(Date.now());
        await delay(10);
      }
      await end[1](server);
      expect(await server.exited()).toEqual(await exitWithout(context, end));
      const written = writtenUntilMillis();
      const next = await start(context, express5, { dir });
      const kept = requestsOf(await readReport(next), 'GET /json');
      expect(kept).toBeLessThanOrEqual(answeredMillis.length);
      // A client may have its response a moment before the server has counted the request.
      expect(kept).toBeGreaterThanOrEqual(answeredUntil(written) - 1);
      expect(kept).toBeGreaterThan(1);
    },
  );

  test('by process.exit with flushAtShutdown off: unwritten measurements are lost', async (context) => {
    const dir = temporaryFolder(context);
    const server = await start(context, express5, { dir, flushAtShutdown: false });
    await ask(server, '/json');
    server.tell('exit 7');
    expect(await server.exited()).toEqual({ code: 7, signal: null });
    expect(storedFiles(dir)).toEqual([]);
  });
});
