import type { RedisAddress } from './redis-address.ts';
import {
  type Client,
  connectMillis,
  failureOf,
  partsOf,
  type RedisConnection,
  reconnectMillis,
} from './redis-connection.ts';

type Ioredis = Client & { callBuffer(...command: string[]): Promise<unknown>; disconnect(): void };

/** What ioredis 5 and 6 and iovalkey export. */
export interface IoredisExports {
  readonly Redis: new (options: object) => Ioredis;
  readonly Cluster: new (nodes: readonly object[], options: object) => Ioredis;
}

export function ioredisConnection(
  { Redis, Cluster }: IoredisExports,
  address: RedisAddress,
  isCluster: boolean,
): RedisConnection {
  let isSettled = false;
  const { place, user, tls, database: db } = partsOf(address);
  const retry = (): number | null => (isSettled ? reconnectMillis : null);
  const common = {
    lazyConnect: true,
    // A command fails at once while there is no connection, so that the report says so rather than waits.
    enableOfflineQueue: false,
    // Both print the name of a user that may not use their commands; without them, ioredis 5 may also hold a connection
    // that was lost early for a good one.
    ...{ enableReadyCheck: false, disableClientInfo: true },
  };
  const options = {
    ...{ ...user, ...(tls && { tls }), connectTimeout: connectMillis, maxRetriesPerRequest: 0 },
    // When it is closed, nothing is owed any more.
    disconnectTimeout: 100,
    // IPv4 and IPv6.
    family: 0,
    ...common,
  };
  const client = isCluster
    ? new Cluster([place], {
        ...{ ...common, redisOptions: options, slotsRefreshTimeout: connectMillis },
        clusterRetryStrategy: retry,
      })
    : new Redis({ ...place, db, ...options, retryStrategy: retry });
  return {
    client,
    failed: failureOf(client),
    connect: () => client.connect(),
    ask: (name = '', ...args) => client.callBuffer(name.toLowerCase(), ...args),
    settle() {
      isSettled = true;
    },
    close: async () => client.disconnect(),
  };
}
