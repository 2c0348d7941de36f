import type { ReportModel } from '@routeprof/core';
import { directoryStore, type Store } from '@routeprof/core/store';
import { createStoreReport, type StoreReport } from '@routeprof/core/tools';
import { redisStore } from '@routeprof/redis';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRedis } from '../proofs/services/redis.ts';
import type { Service } from '../proofs/services/service.ts';
import { folderOfFile } from './client/temporary-folder.ts';
import { compact } from './same-report/compact.ts';
import { copyStore } from './same-report/copy-store.ts';
import { measureShops } from './same-report/measured-shops.ts';
import { queriesOf } from './same-report/queries.ts';

const dir = folderOfFile();
let server: Service;
let client: Redis;

beforeAll(async () => {
  await measureShops(dir, [
    { service: 'shop', version: '1.0.0' },
    { service: 'shop', version: '1.0.0' },
    { service: 'shop', version: '1.1.0' },
    { service: 'bank', version: '7' },
  ]);
  server = await startRedis();
  client = new Redis(server.port, '127.0.0.1');
});
afterAll(async () => {
  client?.disconnect();
  await server?.stop();
});

// Only a folder keeps evidence of a blocked loop. On a slow machine there may be some, and the reports would differ.
const { evidence: _evidence, ...folder } = directoryStore(dir);

/** What happens to the windows in the folder, one after the other. */
const stages: readonly [what: string, happen: () => Promise<void>][] = [
  ['as their processes wrote them', async () => {}],
  ['merged, with those that they were merged from', () => compact(dir, 'shop', 1.2)],
  ['merged, as those of all processes of a version', () => compact(dir, 'shop', 4)],
  ['of which some were cleared', clearHalf],
];

// In this order, because each goes on where the last has ended.
test.each(stages)('windows in a folder and in Redis give the same report: %s', async (what, happen) => {
  const before = await folder.list('shop');
  await happen();
  if (what !== stages[0]?.[0]) expect(await folder.list('shop')).not.toEqual(before);
  const copy = redisStore(client, { prefix: `${what.replaceAll(/\W/g, '-')}:` });
  expect(await copyStore(folder, copy)).toBeGreaterThan(2);
  const [ours, theirs] = [await reportOf(folder), await reportOf(copy)];
  const queries = queriesOf(
    JSON.parse(await answerOf(ours, '?service=shop&format=json')),
    JSON.parse(await answerOf(ours, '?service=shop&view=functions&format=json')),
  );
  for (const query of queries) {
    const [inFolder, inRedis] = [await answerOf(ours, query), await answerOf(theirs, query)];
    // Both would be too long to be shown.
    expect(inRedis === inFolder, `${query}: ${firstDifference(inFolder, inRedis)}`).toBe(true);
  }
  ours.close();
  theirs.close();
});

async function clearHalf(): Promise<void> {
  const report = await reportOf(folder);
  const { slices = [] } = (await report.ask(new URLSearchParams({ service: 'shop' }))).history ?? {};
  const atMicros = slices[Math.floor(slices.length / 2)]?.startMicros ?? 0;
  await folder.mark('shop', { kind: 'clear', atMicros, value: '' });
  report.close();
}

async function reportOf(store: Store): Promise<StoreReport> {
  const report = await createStoreReport(store);
  if (report === undefined) throw new Error('There is nothing to report.');
  return report;
}

/** The bytes of an answer as text, without what tells one store from another. */
async function answerOf(report: StoreReport, query: string): Promise<string> {
  const from = { headers: { host: '127.0.0.1' }, peer: '127.0.0.1', raw: undefined };
  const answer = await report.handle({ method: 'GET', url: `/${query}`, ...from });
  expect(answer?.status, query).toBe(200);
  const body = Buffer.from(answer?.body ?? '').toString('latin1');
  if (!query.endsWith('=json')) return body;
  const { status, history, ...rest } = JSON.parse(body) as ReportModel;
  const { kind: _kind, place: _place, folder: _folder, ...state } = history?.store ?? {};
  return JSON.stringify({ ...rest, status: { ...status, stamp: '' }, history: { ...history, store: state } });
}

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return [one, other]
    .map((text) => JSON.stringify(text.slice(Math.max(0, at - 100), at + 100)))
    .join(' and ');
}
