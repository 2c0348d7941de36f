import { inMemory, startRedis } from '../../../redis/test/fixtures/redis-server.ts';
import { allDeclared, type Outcome, runScenario, type Size } from './scenario.ts';

/** Redis is killed, and comes back empty. */
export async function proveRestart(size: Size): Promise<Outcome> {
  let redis = await startRedis(inMemory);
  const { port } = redis;
  try {
    return await runScenario(
      {
        name: 'Redis killed, and back empty',
        place: { kind: 'redis', ports: [port] },
        async happen({ fleet, report, traffic }) {
          await redis.stop();
          await traffic();
          redis = await startRedis(inMemory, { port });
          await report.untilHeard(fleet.pids(), Date.now());
          return '';
        },
        judge: allDeclared,
      },
      size,
    );
  } finally {
    await redis.stop();
  }
}
