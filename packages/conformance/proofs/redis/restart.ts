import { withRedis } from './restartable-redis.ts';
import { allDeclared, type Outcome, runScenario, type Size } from './scenario.ts';

/** Redis is killed, and comes back empty. */
export async function proveRestart(size: Size): Promise<Outcome> {
  return await withRedis((redis) =>
    runScenario(
      {
        name: 'Redis killed, and back empty',
        place: { kind: 'redis', ports: [redis.port] },
        async happen({ fleet, report, traffic }) {
          await redis.kill();
          await traffic();
          await redis.startAgain();
          await report.untilHeard(fleet.pids(), Date.now());
          return '';
        },
        judge: allDeclared,
      },
      size,
    ),
  );
}
