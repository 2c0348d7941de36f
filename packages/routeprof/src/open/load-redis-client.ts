import { createRequire } from 'node:module';
import { join } from 'node:path';
import { UsageError } from '../usage-error.ts';
import type { RedisAddress } from './redis-address.ts';
import {
  type CreateNodeRedis,
  type IoredisClass,
  ioredisConnection,
  nodeRedisConnection,
  type RedisConnection,
} from './redis-connection.ts';

type Exports = Readonly<Record<string, unknown>>;
type Connect = (address: RedisAddress) => RedisConnection;

/** By the names of packages. What is older than the versions that are supported lacks these exports. */
const known: Readonly<Record<string, (exports: Exports) => Connect | undefined>> = {
  redis: ({ createClient, createCluster }) =>
    isFunction(createClient) && isFunction(createCluster)
      ? (address) => nodeRedisConnection(createClient as CreateNodeRedis, address)
      : undefined,
  ioredis: ofIoredis,
  iovalkey: ofIoredis,
};

function ofIoredis({ Redis }: Exports): Connect | undefined {
  return isFunction(Redis) ? (address) => ioredisConnection(Redis as IoredisClass, address) : undefined;
}

/** The first client that an app in this folder can load. Throws a `UsageError` when there is none. */
export function loadRedisClient(folder: string): Connect {
  const require = createRequire(join(folder, 'package.json'));
  for (const [name, connectOf] of Object.entries(known)) {
    const file = found(require, name);
    const connect = file === undefined ? undefined : connectOf(require(file));
    if (connect !== undefined) return connect;
  }
  throw new UsageError(
    `there is no client for Redis in ${folder}. Install one there: npm install redis (4 or newer; ioredis 5 or newer and iovalkey are used, too).`,
  );
}

function found(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}
