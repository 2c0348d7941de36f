import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisStore } from '../src/index.ts';
import { ioredis } from './fixtures/clients.ts';
import { clusterClients } from './fixtures/cluster-clients.ts';
import { type RedisCluster, startCluster } from './fixtures/redis-cluster.ts';
import { allBytes, keepMillis, windowOf } from './fixtures/windows.ts';

/** So many that each server has some. */
const services = ['', 'a}{b', ...Array.from({ length: 18 }, (_, i) => `shop-${i}`)];

let cluster: RedisCluster;

beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.stop());

const ports = (): number[] => cluster.nodes.map(({ port }) => port);

describe.each(clusterClients)('in a cluster, through %s', (_name, connect) => {
  test('does for each service what one server does', async () => {
    for (const node of cluster.nodes) node.cli('FLUSHALL');
    const { client, close } = await connect(ports());
    const store = redisStore(client);
    const window = windowOf(0, 10, allBytes);
    const merged = windowOf(0, 20, allBytes);
    for (const service of services) {
      await store.append(service, window, keepMillis);
      await store.mark(service, { kind: 'clear', atMicros: 5, value: service });
      const lease = store.lease(service, 3_600_000);
      expect(await lease.hold()).toBe(true);
      expect(await lease.publish(merged, keepMillis)).toBe(true);
      await lease.release();
      const { names, marks } = await store.list(service);
      expect([...names].sort()).toEqual([window.name, merged.name]);
      expect(marks).toEqual([{ kind: 'clear', atMicros: 5, value: service }]);
      expect([...((await store.read(service, window.name)) ?? [])]).toEqual([...allBytes]);
      expect((await store.readStart(service, window.name, 10))?.totalBytes).toBe(allBytes.length);
    }
    for (const node of cluster.nodes) expect(Number(node.cli('DBSIZE'))).toBeGreaterThan(0);
    expect(await store.services()).toEqual([...services].sort());
    const stamp = await store.stamp(services);
    for (const service of services) {
      await store.drop(service, [window.name, merged.name]);
      await store.tidy?.(service);
    }
    expect(await store.stamp(services)).not.toBe(stamp);
    expect(await store.services()).toEqual([]);
    await close();
  });
});

test('says that a client must follow the cluster', async () => {
  const { client, close } = await ioredis(Redis)(ports()[0] as number);
  const store = redisStore(client);
  const answers = await Promise.allSettled(services.map((service) => store.list(service)));
  const reasons = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  expect(reasons.length).toBeGreaterThan(0);
  for (const reason of reasons) {
    expect(reason).toMatchObject({
      code: 'MOVED',
      message: expect.stringContaining('Give redisStore a client for clusters.'),
    });
  }
  await close();
});
