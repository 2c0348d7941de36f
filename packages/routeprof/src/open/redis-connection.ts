import { isIP } from 'node:net';
import type { RedisClient } from '@routeprof/redis';
import type { RedisAddress } from './redis-address.ts';

/** A client of the app's folder, made for an address. */
export interface RedisConnection {
  readonly client: RedisClient;
  /** Rejects with the first failure of the connection. */
  readonly failed: Promise<never>;
  connect(): Promise<unknown>;
  /** Sends a command that has no key. */
  ask(...command: string[]): Promise<unknown>;
  /** From now on it connects again by itself, and does not keep the process alive. */
  settle(): void;
  close(): Promise<void>;
}

/** Makes connections with the clients of one package: to one server, or to all of a cluster to which the server belongs. */
export type MakeConnection = (address: RedisAddress, isCluster: boolean) => RedisConnection;

export const connectMillis = 10_000;
/** How long a client waits before it connects again. */
export const reconnectMillis = 1_000;

/** What each client is told of an address, in its own words. */
export interface ConnectionParts {
  readonly place: RedisAddress['place'];
  readonly user: Pick<RedisAddress, 'username' | 'password'>;
  readonly tls: { readonly servername?: string } | undefined;
  readonly database: number;
}

export function partsOf({ place, tls, username, password, database }: RedisAddress): ConnectionParts {
  // Hosts of many customers choose the certificate by this name.
  const name = 'host' in place && isIP(place.host) === 0 ? { servername: place.host } : {};
  return { place, user: { username, password }, tls: tls ? name : undefined, database };
}

/** What all clients have. */
export interface Client {
  on(event: 'error', listener: (error: unknown) => void): unknown;
  connect(): Promise<unknown>;
}

/** Later failures are in the report, because commands fail then. */
export function failureOf(client: Client): Promise<never> {
  const failed = new Promise<never>((_, reject) => void client.on('error', reject));
  failed.catch(() => {});
  return failed;
}
