import { redisStore } from '@routeprof/redis';
import { Redis } from 'ioredis';

/** @param {string} argument */
export function open(argument) {
  const { port, prefix } = JSON.parse(argument);
  return redisStore(new Redis(port, '127.0.0.1'), { prefix });
}
