import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportModel } from '@routeprof/core';
import { directoryStore, type Store } from '@routeprof/core/store';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { redisStore } from '../src/index.ts';
import { inMemory, startRedis } from './fixtures/redis-server.ts';
import { type SharedApp, startSharedApp } from './fixtures/shared-app.ts';

/** A place that processes share, and the store of one more. */
interface Place {
  readonly words: readonly [kind: string, where: string];
  readonly store: Store;
}

async function folder(): Promise<Place> {
  const path = mkdtempSync(join(tmpdir(), 'routeprof-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return { words: ['folder', path], store: directoryStore(path) };
}

async function redis(): Promise<Place> {
  const server = await startRedis(inMemory);
  onTestFinished(() => server.stop());
  const client = new Redis(server.port);
  onTestFinished(() => client.disconnect());
  return { words: ['redis', String(server.port)], store: redisStore(client) };
}

async function start({ words }: Place): Promise<SharedApp> {
  const app = await startSharedApp(words);
  onTestFinished(() => app.kill());
  return app;
}

async function startTwo(place: Place): Promise<[SharedApp, SharedApp]> {
  const apps = [start(place), start(place)];
  return (await Promise.all(apps)) as [SharedApp, SharedApp];
}

const patience = { timeout: 120_000, interval: 100 };

/** Waits for a report in which all of this is so. */
async function reportWith(app: SharedApp, wanted: object): Promise<ReportModel> {
  let model: ReportModel | undefined;
  await expect
    .poll(async () => {
      model = await app.report();
      return { ...decisionsIn(model), paused: model.status.paused, requests: model.totals.requests };
    }, patience)
    .toMatchObject(wanted);
  return model as ReportModel;
}

/** Each decision as `on, 1 of 2`. */
function decisionsIn({ history }: ReportModel): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (history?.decisions ?? []).map(({ kind, value, followed, processes }) => [
      kind,
      `${value}, ${followed} of ${processes}`,
    ]),
  );
}

async function tell(app: SharedApp, change: string): Promise<void> {
  expect((await app.tell(change)).status, change).toBe(200);
}

/** How long the samples of the route are apart. */
function sampleMicros({ routes }: ReportModel): number {
  const [route] = routes;
  return (route?.wallMicros ?? 0) / Math.max(1, route?.samples ?? 0);
}

const ratesOf = ({ sources }: ReportModel): number[] => [...new Set(sources.map(({ rate }) => rate))];

describe.each([
  ['a folder', folder],
  ['Redis', redis],
] as const)('processes that share %s', (_name, open) => {
  test('are paused and resumed together, by any of them', async () => {
    const [one, other] = await startTwo(await open());
    await one.work(2);
    await other.work(2);
    await reportWith(one, { requests: 4 });
    await tell(one, 'pause');
    expect((await one.report()).status.paused, 'at once').toBe(true);
    const before = await reportWith(other, { paused: true, pause: 'on, 2 of 2', requests: 4 });
    await one.work(2);
    await other.work(2);
    const after = await other.report();
    expect(after.totals).toMatchObject({ requests: 4, samples: before.totals.samples });
    expect(await other.text()).toMatch(/Paused for all processes since .* UTC: nothing is being recorded\./);
    await tell(other, 'resume');
    await reportWith(one, { paused: false, pause: 'off, 2 of 2' });
    await one.work(1);
    await other.work(1);
    await reportWith(other, { paused: false, requests: 6 });
  });

  test('sample at the rate that is decided, in windows of their own', async () => {
    const [one, other] = await startTwo(await open());
    await one.work(8);
    await other.work(8);
    const fast = await reportWith(one, { requests: 16 });
    expect(ratesOf(fast)).toEqual([1000]);
    await tell(one, 'rate?value=50');
    await reportWith(one, { rate: '50, 2 of 2' });
    await tell(other, 'clear');
    await reportWith(other, { clear: '2, 2 of 2', requests: 0 });
    await one.work(16);
    await other.work(16);
    const slow = await reportWith(one, { requests: 32 });
    expect(ratesOf(slow)).toEqual([50]);
    expect(slow.status.rate).toBe(50);
    expect(sampleMicros(slow)).toBeGreaterThan(10_000);
    expect(sampleMicros(slow)).toBeGreaterThan(2 * sampleMicros(fast));
    await tell(other, 'rate?value=');
    await reportWith(one, { rate: ', 2 of 2' });
    expect((await one.report()).status.rate).toBe(1000);
  });

  test('do not hide one that was killed before it has followed', async () => {
    const place = await open();
    const [one, other] = await startTwo(place);
    const killed = await start(place);
    for (const app of [one, other, killed]) await app.work(1);
    await expect.poll(async () => (await one.report()).history?.processes.length, patience).toBe(3);
    await killed.kill();
    await tell(one, 'pause');
    await reportWith(one, { pause: 'on, 2 of 3' });
    // On a slow machine, it may be overdue by now.
    expect((await one.text()).replace(/\s+/g, ' ')).toMatch(
      /2 of 3 have followed(; the others do at their next flush, within 1 s|\. The others have ended)/,
    );
  });

  test('stay paused when one starts later, and set the rate meanwhile', async () => {
    const place = await open();
    const one = await start(place);
    await one.work(1);
    await tell(one, 'pause');
    await reportWith(one, { pause: 'on, 1 of 1' });
    const later = await start(place);
    await reportWith(later, { paused: true, pause: 'on, 2 of 2' });
    await later.work(2);
    await tell(later, 'rate?value=99');
    await reportWith(one, { rate: '99, 2 of 2', pause: 'on, 2 of 2', requests: 1 });
    await tell(later, 'resume');
    await reportWith(one, { pause: 'off, 2 of 2', requests: 1 });
  });

  test('ignore marks that mean nothing, and decide over them', async () => {
    const place = await open();
    const [one, other] = await startTwo(place);
    await one.work(1);
    await other.work(1);
    await reportWith(one, { requests: 2 });
    // Of a clock that is ahead.
    const atMicros = (Date.now() + 300_000) * 1000;
    for (const [kind, value] of [
      ['pause', 'maybe'],
      ['rate', '0'],
    ] as const)
      await place.store.mark('shop', { kind, atMicros, value });
    // What comes later is heard with them.
    await tell(one, 'clear');
    await reportWith(other, { clear: '2, 2 of 2', paused: false });
    expect((await other.report()).status.rate).toBe(1000);
    expect((await one.report()).status.paused).toBe(false);
    await tell(one, 'pause');
    await reportWith(other, { paused: true, pause: 'on, 2 of 2' });
  });
});
