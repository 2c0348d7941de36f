import { createStoreReport, type StoreReport } from '@routeprof/core/tools';
import { redisStore } from '@routeprof/redis';
import { UsageError } from '../usage-error.ts';
import { loadRedisClient } from './load-redis-client.ts';
import { parseRedisAddress, type RedisAddress } from './redis-address.ts';
import { connectMillis, type RedisConnection } from './redis-connection.ts';
import { redisFailure } from './redis-failure.ts';

/** The report of what apps keep in a Redis, and its address without user and password. */
export interface RedisReport {
  readonly shown: string;
  readonly report: StoreReport;
}

/** A window may come through a slow network. */
const timeoutMillis = 15_000;

/**
 * Connects to Redis with the client of this folder's app, and follows a cluster if the server belongs to one.
 *
 * @param prefix That of `redisStore`.
 */
export async function openRedisReport(word: string, prefix: string): Promise<RedisReport> {
  const address = parseRedisAddress(word);
  const make = loadRedisClient(process.cwd());
  const alone = make(address, false);
  const isCluster = await using(alone, address, () => isOfCluster(alone));
  if (isCluster) await alone.close();
  const connection = isCluster ? make(address, true) : alone;
  const report = await using(connection, address, async () => {
    if (isCluster) await inTime(connection.connect());
    return await createStoreReport(redisStore(connection.client, { prefix, timeoutMillis }));
  });
  if (report === undefined) {
    await connection.close();
    throw new UsageError(
      `there are no measurements of routeprof in ${address.shown} under the prefix ${JSON.stringify(prefix)}. Give the --prefix of the app’s redisStore, after the key prefix of its client if that has one, and its database in the address, such as /1.`,
    );
  }
  connection.settle();
  return {
    shown: address.shown,
    report: {
      ...report,
      async close() {
        await report.close();
        await connection.close();
      },
    },
  };
}

/** Does something with a connection. If it fails, the connection is closed. */
async function using<Result>(
  connection: RedisConnection,
  address: RedisAddress,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    // Some clients go on without the password or database that Redis has refused.
    return await Promise.race([connection.failed, work()]);
  } catch (error) {
    await connection.close();
    throw await redisFailure(error, address);
  }
}

async function isOfCluster(connection: RedisConnection): Promise<boolean> {
  await inTime(connection.connect());
  // A server without a cluster refuses it, and a user may have no right to ask.
  const slots = await inTime(connection.ask('CLUSTER', 'SLOTS')).catch(() => undefined);
  return Array.isArray(slots) && slots.length > 0;
}

async function inTime<Result>(answer: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const late = Object.assign(new Error('Redis does not answer.'), { code: 'ETIMEDOUT' });
    timer = setTimeout(reject, connectMillis, late);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
