import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { AdapterOptions } from '@routeprof/core/node';
import type { Request } from 'express';
import { startPostgres } from '../../../packages/conformance/proofs/services/postgres.ts';
import { startRedis } from '../../../packages/conformance/proofs/services/redis.ts';
import { createSlowApp } from './app.ts';
import { openBackends } from './backends.ts';
import { startPartner } from './partner.ts';

export interface SlowApp {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts the databases and the app; `port` 0 is any free one. */
export async function startSlowApp(port: number, options: AdapterOptions<Request>): Promise<SlowApp> {
  const [postgres, redis, partner] = await Promise.all([startPostgres(), startRedis(), startPartner()]);
  const backends = await openBackends({ postgres: postgres.port, redis: redis.port, partner: partner.port });
  const server = createSlowApp(backends, options).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      server.closeAllConnections();
      await backends.close();
      partner.close();
      await Promise.all([postgres.stop(), redis.stop()]);
    },
  };
}
