import { setTimeout as delay } from 'node:timers/promises';
import { withRedis } from './restartable-redis.ts';
import { allKnown, type Outcome, runScenario, type Size } from './scenario.ts';

/** Redis takes commands, but does not answer them for a while. */
export async function proveFreeze(size: Size): Promise<Outcome> {
  return await withRedis((redis) =>
    runScenario(
      {
        name: `Redis frozen for ${size.freezeMillis / 1000} s`,
        place: { kind: 'redis', ports: [redis.port] },
        async happen({ fleet, report }) {
          redis.server().signal('SIGSTOP');
          await delay(size.freezeMillis);
          redis.server().signal('SIGCONT');
          await report.untilHeard(fleet.pids(), Date.now());
          return '';
        },
        judge: allKnown,
      },
      size,
    ),
  );
}
