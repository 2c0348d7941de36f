export type { RedisStoreOptions } from './parse-options.ts';
export { redisStore } from './redis-store.ts';
export type {
  GlideLike,
  IoredisLike,
  NodeRedisLike,
  RedisClient,
  SendCommand,
} from './send-command.ts';
