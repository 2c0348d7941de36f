import { setTimeout as delay } from 'node:timers/promises';
import { openFiller } from './fill.ts';
import type { RestartableRedis } from './restartable-redis.ts';

/** What happens to Redis, for so long. */
export type Fault = (redis: RestartableRedis, millis: number) => Promise<void>;

export const faults: Readonly<Record<string, Fault>> = {
  nothing: (_redis, millis) => delay(millis),
  async frozen(redis, millis) {
    redis.server().signal('SIGSTOP');
    await delay(millis);
    redis.server().signal('SIGCONT');
  },
  async killed(redis, millis) {
    await redis.kill();
    await delay(millis);
    await redis.startAgain();
  },
  async full(redis, millis) {
    const filler = await openFiller(redis.server(), 'noeviction');
    await filler.untilFull();
    await delay(millis);
    await filler.free();
  },
};
