import type { Killed } from './fleet.ts';
import { withRedis } from './restartable-redis.ts';
import { type Outcome, runScenario, type Size } from './scenario.ts';

/** An app may count a request this long after its answer was received, when its loop is busy. */
const slackMillis = 5_000;

/** Processes are killed one after the other, and others take their place. */
export async function proveKills(size: Size): Promise<Outcome> {
  const killed: Killed[] = [];
  return await withRedis((redis) =>
    runScenario(
      {
        name: `${size.kills} processes killed`,
        place: { kind: 'redis', ports: [redis.port] },
        async happen({ fleet }) {
          for (let i = 0; i < size.kills; i++) killed.push(await fleet.replace(i % size.processes));
          return 'what killed processes had not written';
        },
        isComplete: ({ silent }) => silent.processes === size.kills,
        judge(counted, { known, missing, heardMillis }) {
          const undeclared = counted - known - missing;
          // Requests that were answered after the last window that came from each.
          const unsure = killed.reduce((sum, { pid, answeredSince }) => {
            const heard = (heardMillis.get(pid) ?? 0) - performance.timeOrigin;
            return sum + answeredSince(heard - slackMillis);
          }, 0);
          if (undeclared < 0) return [`${known} known and ${missing} missing are more than ${counted}`];
          if (undeclared <= unsure) return [];
          return [`${undeclared} requests are neither known nor missing, but at most ${unsure} may be`];
        },
      },
      size,
    ),
  );
}
