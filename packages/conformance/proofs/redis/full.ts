import type { RedisServer } from '../../../redis/test/fixtures/redis-server.ts';
import { figureOf, openFiller } from './fill.ts';
import { service } from './place.ts';
import { withRedis } from './restartable-redis.ts';
import { allDeclared, allKnown, type Outcome, runScenario, type Size } from './scenario.ts';
import { until } from './until.ts';

const evictedWindows = 5;

/** Redis refuses to write, because others have filled it, until there is room again. */
export async function proveFull(size: Size): Promise<Outcome> {
  return await withRedis((redis) =>
    runScenario(
      {
        name: 'Redis full, writes refused',
        place: { kind: 'redis', ports: [redis.port] },
        async happen({ fleet, report, traffic }) {
          const server = redis.server();
          const filler = await openFiller(server, 'noeviction');
          await filler.untilFull();
          const refused = (): number => figureOf(server, 'errorstats', 'errorstat_OOM');
          await until(() => refused() > 2 * size.processes, 'writes are refused');
          await traffic();
          const remark = `${refused()} commands refused`;
          await filler.free();
          await report.untilHeard(fleet.pids(), Date.now());
          return remark;
        },
        judge: allKnown,
      },
      size,
    ),
  );
}

/** Redis removes windows, to make room for what others write. */
export async function proveEvictions(size: Size): Promise<Outcome> {
  return await withRedis((redis) =>
    runScenario(
      {
        name: 'Redis full, windows evicted',
        place: { kind: 'redis', ports: [redis.port] },
        async happen({ fleet, report }) {
          const server = redis.server();
          const filler = await openFiller(server, 'allkeys-lru');
          const before = windowsIn(server);
          await until(async () => {
            for (let i = 0; i < 20; i++) await filler.add();
            return windowsIn(server) <= before - evictedWindows;
          }, 'windows are evicted');
          const remark = `${before - windowsIn(server)} of ${before} windows gone when there was room again`;
          await filler.free();
          await report.untilHeard(fleet.pids(), Date.now());
          return remark;
        },
        judge: allDeclared,
      },
      size,
    ),
  );
}

/** Of which Redis has the bytes. */
function windowsIn(redis: RedisServer): number {
  return redis.cli('KEYS', `routeprof:{s${service}}:w:*`).split('\n').filter(Boolean).length;
}
