import { inMemory, startRedis as startServer } from '../../../redis/test/fixtures/redis-server.ts';
import type { Service } from './service.ts';

/** Starts an empty Redis that keeps nothing on disk. */
export async function startRedis(): Promise<Service> {
  return await startServer(inMemory);
}
