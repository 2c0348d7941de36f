import { createRequire } from 'node:module';
import { join } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { type IoredisExports, ioredisConnection } from './ioredis-connection.ts';
import { type NodeRedisExports, nodeRedisConnection } from './node-redis-connection.ts';
import type { MakeConnection } from './redis-connection.ts';

type Exports = Readonly<Record<string, unknown>>;

/** By the names of packages. What is older than the versions that are supported lacks these exports. */
const known: Readonly<Record<string, (exports: Exports) => MakeConnection | undefined>> = {
  redis: (exports) =>
    isFunction(exports.createClient) && isFunction(exports.createCluster)
      ? (...given) => nodeRedisConnection(exports as unknown as NodeRedisExports, ...given)
      : undefined,
  ioredis: ofIoredis,
  iovalkey: ofIoredis,
};

function ofIoredis(exports: Exports): MakeConnection | undefined {
  return isFunction(exports.Redis) && isFunction(exports.Cluster)
    ? (...given) => ioredisConnection(exports as unknown as IoredisExports, ...given)
    : undefined;
}

/** The first client that an app in this folder can load. Throws a `UsageError` when there is none. */
export function loadRedisClient(folder: string): MakeConnection {
  const require = createRequire(join(folder, 'package.json'));
  for (const [name, makerOf] of Object.entries(known)) {
    const file = found(require, name);
    const make = file === undefined ? undefined : makerOf(require(file));
    if (make !== undefined) return make;
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
