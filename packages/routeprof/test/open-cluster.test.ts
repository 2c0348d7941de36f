import type { ReportModel } from '@routeprof/core';
import { Cluster } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Made } from '../../core/test/store/directory/open-store.ts';
import { type RedisCluster, startCluster } from '../../redis/test/fixtures/redis-cluster.ts';
import { startOpen } from './open-process.ts';
import { appWith, clients, ofOneWindow, writeWindow } from './redis-app.ts';

/** Of which each server has some. */
const services = Array.from({ length: 9 }, (_, i) => `shop-${i}`);
const patience = { timeout: 120_000, interval: 200 };

let cluster: RedisCluster;
let client: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
  client = new Cluster(cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })));
});
afterAll(async () => {
  client?.disconnect();
  await cluster?.stop();
});

async function keep(made: Made): Promise<void> {
  for (const service of services) await writeWindow(client, { ...made, service });
}

describe.each(clients)('with %s', (_, name, folder) => {
  test('one server of a cluster shows what all of it has, and follows it', async () => {
    for (const node of cluster.nodes) node.cli('FLUSHALL');
    await keep({});
    for (const node of cluster.nodes) expect(Number(node.cli('DBSIZE'))).toBeGreaterThan(0);
    let requests = services.length * ofOneWindow;
    for (const [i, { port }] of cluster.nodes.entries()) {
      const open = startOpen(appWith({ [name]: folder }), `redis://127.0.0.1:${port}`);
      const url = await open.url();
      const read = async (): Promise<ReportModel> =>
        (await (await fetch(`${url}?format=json&service=*`)).json()) as ReportModel;
      const { history, totals } = await read();
      expect(history).toMatchObject({ services, store: { kind: 'redis', problems: [] } });
      expect(totals.requests).toBe(requests);
      await keep({ at: 10 * (i + 1) });
      requests += services.length * ofOneWindow;
      await expect.poll(async () => (await read()).totals.requests, patience).toBe(requests);
      open.signal('SIGINT');
      expect(await open.ended).toBe(0);
      expect(open.error()).toBe('');
    }
  });

  test('a user that may not ask for the servers learns what it needs', async () => {
    const rights = ['reset', 'on', '>the-secret', '~*', '+@all', '-cluster'];
    for (const node of cluster.nodes) node.cli('ACL', 'SETUSER', 'the-reader', ...rights);
    const other = cluster.nodes.find((node) => node.cli('EXISTS', 'routeprof:services').includes('MOVED'));
    const address = `redis://the-reader:the-secret@127.0.0.1:${other?.port}`;
    const open = startOpen(appWith({ [name]: folder }), address);
    expect(await open.ended).toBe(2);
    expect(open.error()).toMatch(/It belongs to a cluster \(MOVED\).* Allow the user \+cluster\|slots\.\n/);
  });
});
