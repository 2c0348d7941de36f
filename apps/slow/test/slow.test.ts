import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ReportModel } from '@routeprof/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send, visits } from '../src/visits.ts';

const main = join(import.meta.dirname, '../src/main.ts');
let app: ChildProcess;
let port: number;
let report: ReportModel;

// In a process of its own, because Vitest would run code with other lines.
beforeAll(async () => {
  app = spawn(process.execPath, ['--conditions=@routeprof/source', main, '--no-load'], {
    env: { ...process.env, PORT: '0', NODE_ENV: 'development', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(app.stdout as NonNullable<ChildProcess['stdout']>, 'data');
  port = Number(/127\.0\.0\.1:(\d+)/.exec(String(said))?.[1]);
  for (const each of visits) await send(port, each);
  report = await whenTraced();
});
afterAll(async () => {
  const ended = once(app, 'exit');
  app.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

/** The report, once all requests are traced in it. */
async function whenTraced(): Promise<ReportModel> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/__profile__/?format=json&limit=1000&full=1`);
    const read = (await answer.json()) as ReportModel;
    if (read.routes.filter(({ latencyParts }) => latencyParts.traced > 0).length >= visits.length)
      return read;
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
  const [longest] = report.waits
    .filter(({ method, route }) => `${method} ${route}` === name)
    .sort((a, b) => b.micros - a.micros);
  expect(longest).toMatchObject({ kind, pattern });
  const { file = '', line = 0 } = longest ?? {};
  const [, path = ''] = /apps\/slow\/src\/(.*)$/.exec(file) ?? [];
  const source = readFileSync(join(import.meta.dirname, '../src', path), 'utf8').split('\n');
  expect(source[line - 1]).toContain(code);
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
