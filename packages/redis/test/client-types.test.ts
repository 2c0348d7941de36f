import type { GlideClient, GlideClusterClient } from '@valkey/valkey-glide';
import type { Cluster as Cluster6, Redis as Redis6 } from 'ioredis';
import type { Cluster as Cluster5, Redis as Redis5 } from 'ioredis5';
import type { Redis as Valkey, Cluster as ValkeyCluster } from 'iovalkey';
import type { createClient, createClientPool, createCluster, createSentinel } from 'redis';
import type { createClient as createClient4, createCluster as createCluster4 } from 'redis4';
import type {
  createClient as createClient5,
  createCluster as createCluster5,
  createSentinel as createSentinel5,
} from 'redis5';
import { expectTypeOf, test } from 'vitest';
import type { RedisClient } from '../src/index.ts';

test('each client has a type that redisStore takes', () => {
  expectTypeOf<
    | Redis6
    | Cluster6
    | Redis5
    | Cluster5
    | Valkey
    | ValkeyCluster
    | ReturnType<typeof createClient>
    | ReturnType<typeof createClientPool>
    | ReturnType<typeof createCluster>
    | ReturnType<typeof createSentinel>
    | ReturnType<typeof createClient5>
    | ReturnType<typeof createCluster5>
    | ReturnType<typeof createSentinel5>
    | ReturnType<typeof createClient4>
    | ReturnType<typeof createCluster4>
    | GlideClient
    | GlideClusterClient
  >().toExtend<RedisClient>();
  expectTypeOf<string>().not.toExtend<RedisClient>();
  expectTypeOf<Promise<Redis6>>().not.toExtend<RedisClient>();
});
