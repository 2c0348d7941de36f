import type { RedisAddress } from './redis-address.ts';
import {
  type Client,
  connectMillis,
  failureOf,
  partsOf,
  type RedisConnection,
  reconnectMillis,
} from './redis-connection.ts';

/** Version 4 has `disconnect`, later ones have `destroy`. */
type NodeRedis = Client & {
  sendCommand(command: readonly string[]): Promise<unknown>;
  unref?(): void;
  destroy?(): void;
  disconnect?(): Promise<void>;
};

/** What redis 4 to 6 export. */
export interface NodeRedisExports {
  createClient(options: object): NodeRedis;
  createCluster(options: object): NodeRedis;
}

export function nodeRedisConnection(
  { createClient, createCluster }: NodeRedisExports,
  address: RedisAddress,
  isCluster: boolean,
): RedisConnection {
  let isSettled = false;
  const { place, user, tls, database } = partsOf(address);
  const socket = {
    ...(tls && { tls: true, ...tls }),
    connectTimeout: connectMillis,
    reconnectStrategy: () => (isSettled ? reconnectMillis : false),
  };
  const options = { ...user, disableOfflineQueue: true };
  const client = isCluster
    ? createCluster({ rootNodes: [{ socket: place }], defaults: { ...options, socket } })
    : createClient({ ...options, database, socket: { ...place, ...socket } });
  return {
    client,
    failed: failureOf(client),
    connect: () => client.connect(),
    ask: (...command) => client.sendCommand(command),
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
