import { inMemory, type RedisServer, startRedis } from '../../../redis/test/fixtures/redis-server.ts';

/** A server that keeps nothing on disk. It can be killed and come back on its port, without its keys. */
export interface RestartableRedis {
  readonly port: number;
  /** The one that runs, or has run last. */
  server(): RedisServer;
  kill(): Promise<void>;
  startAgain(): Promise<void>;
}

/** `settings` are more arguments. */
export async function startRestartable(
  port?: number,
  settings: readonly string[] = [],
): Promise<RestartableRedis> {
  const start = (given?: number): Promise<RedisServer> =>
    startRedis([...inMemory, ...settings], given === undefined ? {} : { port: given });
  let server = await start(port);
  return {
    port: server.port,
    server: () => server,
    kill: () => server.stop(),
    async startAgain() {
      server = await start(server.port);
    },
  };
}

/** Does something with a server, which ends then. */
export async function withRedis<Result>(work: (redis: RestartableRedis) => Promise<Result>): Promise<Result> {
  const redis = await startRestartable();
  try {
    return await work(redis);
  } finally {
    await redis.kill();
  }
}
