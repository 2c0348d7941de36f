export { type RedisStoreOptions, redisStore } from './redis-store.ts';
export type {
  GlideLike,
  IoredisLike,
  NodeRedisLike,
  RedisClient,
  SendCommand,
} from './send-command.ts';
