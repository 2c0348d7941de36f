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
 * Connects to Redis with the client of this folder's app.
 *
 * @param prefix That of `redisStore`.
 */
export async function openRedisReport(word: string, prefix: string): Promise<RedisReport> {
  const address = parseRedisAddress(word);
  const connection = loadRedisClient(process.cwd())(address);
  try {
    const report = await openReport(connection, address, prefix);
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
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function openReport(
  connection: RedisConnection,
  address: RedisAddress,
  prefix: string,
): Promise<StoreReport> {
  const store = redisStore(connection.client, { prefix, timeoutMillis });
  const open = async (): Promise<StoreReport | undefined> => {
    await inTime(connection.connect());
    return await createStoreReport(store);
  };
  let report: StoreReport | undefined;
  try {
    // Some clients go on without the password or database that Redis has refused.
    report = await Promise.race([connection.failed, open()]);
  } catch (error) {
    throw await redisFailure(error, address);
  }
  if (report !== undefined) return report;
  throw new UsageError(
    `there are no measurements of routeprof in ${address.shown} under the prefix ${JSON.stringify(prefix)}. Give the --prefix of the app’s redisStore, after the key prefix of its client if that has one, and its database in the address, such as /1.`,
  );
}

async function inTime(connected: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const late = Object.assign(new Error('Redis does not answer.'), { code: 'ETIMEDOUT' });
    timer = setTimeout(reject, connectMillis, late);
  });
  try {
    await Promise.race([connected, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
