import { redisStore } from '@routeprof/redis';
import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster, createSentinel } from 'redis';

/** Where a process keeps what it measures. Redis is on these ports of 127.0.0.1; those of Sentinel are Sentinel's own. */
export type Place =
  | { readonly kind: 'memory' }
  | { readonly kind: 'directory'; readonly dir: string }
  | { readonly kind: 'redis' | 'sentinel' | 'cluster'; readonly ports: readonly number[] };

export type ClientName = 'ioredis' | 'redis';

/** The service that all processes are of. */
export const service = 'fleet';
/** What Sentinel calls the primary. */
export const primaryName = 'mine';

type Store = ReturnType<typeof redisStore>;

/** A store in Redis, and what its client needs at the end. */
export interface OpenStore {
  readonly store: Store;
  closeClient(): void;
}

const host = '127.0.0.1';

/** Opens a store as an app would: with a client of its own, whose errors it listens to. */
export async function openRedis(
  { kind, ports }: Place & { readonly ports: readonly number[] },
  name: ClientName,
): Promise<OpenStore> {
  const nodes = ports.map((port) => ({ host, port }));
  if (name === 'ioredis') {
    const client =
      kind === 'cluster'
        ? new Cluster(nodes)
        : new Redis(kind === 'sentinel' ? { sentinels: nodes, name: primaryName } : { ...nodes[0] });
    client.on('error', () => {});
    return { store: redisStore(client), closeClient: () => client.disconnect() };
  }
  const client =
    kind === 'cluster'
      ? createCluster({ rootNodes: ports.map((port) => ({ url: `redis://${host}:${port}` })) })
      : kind === 'sentinel'
        ? createSentinel({ name: primaryName, sentinelRootNodes: nodes })
        : createClient({ socket: { ...nodes[0] } });
  client.on('error', () => {});
  await client.connect();
  return { store: redisStore(client), closeClient: () => client.destroy() };
}
