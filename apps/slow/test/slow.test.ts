import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ReportModel } from '@routeprof/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send, type Visit, visits } from '../src/visits.ts';
import { type SlowProcess, startSlowProcess } from './slow-process.ts';

let app: SlowProcess;
let port: number;
let report: ReportModel;

beforeAll(async () => {
  app = await startSlowProcess();
  port = app.port;
  for (const each of visits) await send(port, each);
  report = await whenTraced(({ routes }) => tracedIn(routes).length >= visits.length);
});
afterAll(async () => {
  expect(await app.stop()).toEqual([0, null]);
});

const tracedIn = (routes: ReportModel['routes']) =>
  routes.filter(({ latencyParts }) => latencyParts.traced > 0);

/** The report, once all requests are traced in it. */
async function whenTraced(isComplete: (read: ReportModel) => boolean): Promise<ReportModel> {
  for (;;) {
    const read = await app.report({ limit: '1000', full: '1' });
    if (isComplete(read)) return read;
    await setTimeout(50);
  }
}

test('each route answers, and is in the report by its own name', () => {
  const counted = report.routes.map(({ method, route, requests }) => `${method} ${route} ${requests}`);
  expect(counted).toEqual(expect.arrayContaining(visits.map(({ method, path }) => `${method} ${path} 1`)));
});

test.each([
  ['GET /invoices', 'net', "'select count(*), pg_sleep(0.12)", ''],
  ['GET /orders', 'net', 'where order_id = $1', 'n+1'],
  ['GET /orders/at-once', 'net', 'where order_id = $1', 'n+1'],
  ['GET /stock', 'net', 'await smallPool.query', ''],
  ['GET /popular', 'net', 'await database.query', ''],
  ['POST /login', 'threadpool', 'promisify(pbkdf2)', ''],
  ['GET /dashboard', 'http', 'await fetch(url)', ''],
  ['POST /bookings', 'net', 'pg_sleep(0.02)', ''],
  ['GET /weather', 'http', 'await fetch(url)', ''],
  ['GET /reminder', 'timer', 'await setTimeout(50)', ''],
  ['POST /photos', 'client', 'for await (const chunk of request)', ''],
])('%s waits for %s at the line with %s', (name, kind, code, pattern) => {
  const lines = report.waits
    .filter((wait) => `${wait.method} ${wait.route}` === name && wait.kind === kind)
    .filter((wait) => wait.pattern === pattern)
    .map(({ file, line }) => {
      const [, path = ''] = /apps\/slow\/src\/(.*)$/.exec(file) ?? [];
      return path && readFileSync(join(import.meta.dirname, '../src', path), 'utf8').split('\n')[line - 1];
    });
  expect(lines).toContainEqual(expect.stringContaining(code));
});

test('clients of a pool that is too small wait for a connection, and then for their query', async () => {
  const [stock] = visits.filter(({ path }) => path === '/stock') as [Visit];
  const most = 10;
  // The pool connects in the first of these, and what comes on a new connection tells nothing yet.
  for (let burst = 0; burst < 3; burst++)
    await Promise.all(Array.from({ length: most }, () => send(port, stock)));
  const { waits } = await whenTraced(({ routes }) =>
    routes.some(({ route, latencyParts }) => route === '/stock' && latencyParts.traced > 3 * most),
  );
  const ofPool = waits.find(({ route, kind }) => route === '/stock' && kind === 'lock');
  const ofQuery = waits.find(({ route, kind }) => route === '/stock' && kind === 'net');
  expect(ofPool).toMatchObject({ pattern: 'pool', target: ofQuery?.target, line: ofQuery?.line });
  // In a burst, the later ones wait for up to four others, of 20 ms each.
  expect(ofPool?.micros).toBeGreaterThan(10_000);
});

test.each(['GET /search', 'GET /catalogue', 'GET /settings', 'GET /version'])(
  '%s holds the loop, and waits for nothing',
  (name) => {
    const row = report.routes.find(({ method, route }) => `${method} ${route}` === name);
    const { cpuMicros = 0, gcMicros = 0, waitMicros = 0, totalMicros = 0 } = row?.latencyParts ?? {};
    expect(cpuMicros + gcMicros).toBeGreaterThan(totalMicros / 2);
    expect(waitMicros).toBeLessThan(totalMicros / 2);
  },
);

test('the parts of each route add up to its latency', () => {
  for (const { latencyParts: parts, latencyMicros } of report.routes) {
    if (parts.traced === 0) continue;
    const sum = parts.cpuMicros + parts.gcMicros + parts.queuedMicros + parts.waitMicros;
    expect(Math.abs(sum / parts.totalMicros - 1)).toBeLessThan(0.01);
    expect(Math.abs(parts.totalMicros / latencyMicros.mean - 1)).toBeLessThan(0.02);
  }
});
