import { setTimeout as delay } from 'node:timers/promises';
import { inMemory, type RedisServer, startRedis } from '../../../redis/test/fixtures/redis-server.ts';
import { openFiller } from './fill.ts';

/** What happens to Redis, for so long. Returns the server that runs then. */
export type Fault = (redis: RedisServer, millis: number) => Promise<RedisServer>;

export const faults: Readonly<Record<string, Fault>> = {
  async nothing(redis, millis) {
    await delay(millis);
    return redis;
  },
  async frozen(redis, millis) {
    redis.signal('SIGSTOP');
    await delay(millis);
    redis.signal('SIGCONT');
    return redis;
  },
  async killed(redis, millis) {
    await redis.stop();
    await delay(millis);
    return await startRedis(inMemory, { port: redis.port });
  },
  async full(redis, millis) {
    const filler = await openFiller(redis, 'noeviction');
    await filler.untilFull();
    await delay(millis);
    await filler.free();
    return redis;
  },
};
