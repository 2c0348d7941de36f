import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { storeContract } from '@routeprof/conformance/store';
import { redisStore } from '@routeprof/redis';
import { Redis } from 'ioredis';
import { afterAll, beforeAll } from 'vitest';
import { startRedis } from '../../proofs/services/redis.ts';
import type { Service } from '../../proofs/services/service.ts';

let service: Service;
let client: Redis;
beforeAll(async () => {
  service = await startRedis();
  client = new Redis(service.port, '127.0.0.1');
});
afterAll(async () => {
  client?.disconnect();
  await service?.stop();
});

storeContract({
  title: 'Redis',
  newPlace() {
    const prefix = `${randomUUID()}:`;
    return {
      open: () => redisStore(client, { prefix }),
      argument: JSON.stringify({ port: service.port, prefix }),
    };
  },
  module: join(import.meta.dirname, 'open-redis.mjs'),
});
