import { findInstalled } from './find-installed.ts';

/** The path of `redis-server`; `REDIS_SERVER` can name one. */
export function findRedis(): string {
  return findInstalled({
    name: 'redis-server',
    variable: 'REDIS_SERVER',
    package: 'redis-server',
    places: ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'],
  });
}
