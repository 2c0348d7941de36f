import { isIP } from 'node:net';
import type { RedisClient } from '@routeprof/redis';
import type { RedisAddress } from './redis-address.ts';

/** A client of the app's folder, made for an address. */
export interface RedisConnection {
  readonly client: RedisClient;
  /** Rejects with the first failure of the connection. */
  readonly failed: Promise<never>;
  connect(): Promise<unknown>;
  /** From now on it connects again by itself, and does not keep the process alive. */
  settle(): void;
  close(): Promise<void>;
}

export const connectMillis = 10_000;
const reconnectMillis = 1_000;

/** What all clients have. */
interface Client {
  on(event: 'error', listener: (error: unknown) => void): unknown;
  connect(): Promise<unknown>;
}

type Ioredis = Client & { callBuffer(): unknown; disconnect(): void };
export type IoredisClass = new (options: object) => Ioredis;

/** A connection of ioredis 5 and 6, and of iovalkey. */
export function ioredisConnection(Redis: IoredisClass, address: RedisAddress): RedisConnection {
  let isSettled = false;
  const { place, tls, username, password, database: db } = address;
  const client = new Redis({
    ...place,
    ...{ username, password, db, lazyConnect: true, connectTimeout: connectMillis },
    // When it is closed, nothing is owed any more.
    disconnectTimeout: 100,
    ...(tls ? { tls: tlsOptions(address) } : {}),
    // IPv4 and IPv6.
    family: 0,
    // A command fails at once while there is no connection, so that the report says so rather than waits.
    ...{ enableOfflineQueue: false, maxRetriesPerRequest: 0 },
    // Both print the name of a user that may not use their commands; without them, ioredis 5 may also hold a connection
    // that was lost early for a good one.
    ...{ enableReadyCheck: false, disableClientInfo: true },
    retryStrategy: () => (isSettled ? reconnectMillis : null),
  });
  return {
    client,
    failed: failureOf(client),
    connect: () => client.connect(),
    settle() {
      isSettled = true;
    },
    close: async () => client.disconnect(),
  };
}

/** Version 4 has `disconnect`, later ones have `destroy`. */
type NodeRedis = Client & {
  sendCommand(): unknown;
  unref?(): void;
  destroy?(): void;
  disconnect?(): Promise<void>;
};
export type CreateNodeRedis = (options: object) => NodeRedis;

/** A connection of redis 4 to 6. */
export function nodeRedisConnection(createClient: CreateNodeRedis, address: RedisAddress): RedisConnection {
  let isSettled = false;
  const { place, tls, username, password, database } = address;
  const client = createClient({
    socket: {
      ...place,
      ...(tls ? { tls: true, ...tlsOptions(address) } : {}),
      connectTimeout: connectMillis,
      reconnectStrategy: () => (isSettled ? reconnectMillis : false),
    },
    ...{ username, password, database, disableOfflineQueue: true },
  });
  return {
    client,
    failed: failureOf(client),
    connect: () => client.connect(),
    settle() {
      isSettled = true;
      client.unref?.();
    },
    async close() {
      try {
        await (client.destroy ? client.destroy() : client.disconnect?.());
      } catch {
        // It is closed already.
      }
    },
  };
}

/** Later failures are in the report, because commands fail then. */
function failureOf(client: Client): Promise<never> {
  const failed = new Promise<never>((_, reject) => void client.on('error', reject));
  failed.catch(() => {});
  return failed;
}

/** Hosts of many customers choose the certificate by this name. */
function tlsOptions({ place }: RedisAddress): { readonly servername?: string } {
  return 'host' in place && isIP(place.host) === 0 ? { servername: place.host } : {};
}
