import { findRedis } from '../../../../scripts/find-redis.ts';
import { createFolder, freePort, type Service, startService } from './service.ts';

/** Starts an empty Redis that keeps nothing on disk. */
export async function startRedis(): Promise<Service> {
  const port = await freePort();
  const folder = createFolder('redis');
  return startService({
    name: 'Redis',
    folder,
    command: [
      findRedis(),
      ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
    ],
    port,
    endsAt: 'SIGTERM',
  });
}
