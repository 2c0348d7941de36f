import { setTimeout as delay } from 'node:timers/promises';
import { inMemory, startRedis } from '../../../redis/test/fixtures/redis-server.ts';
import { allKnown, type Outcome, runScenario, type Size } from './scenario.ts';

/** Redis takes commands, but does not answer them for a while. */
export async function proveFreeze(size: Size): Promise<Outcome> {
  const redis = await startRedis(inMemory);
  try {
    return await runScenario(
      {
        name: `Redis frozen for ${size.freezeMillis / 1000} s`,
        place: { kind: 'redis', ports: [redis.port] },
        async happen({ fleet, report }) {
          redis.signal('SIGSTOP');
          await delay(size.freezeMillis);
          redis.signal('SIGCONT');
          await report.untilHeard(fleet.pids(), Date.now());
          return '';
        },
        judge: allKnown,
      },
      size,
    );
  } finally {
    await redis.stop();
  }
}
