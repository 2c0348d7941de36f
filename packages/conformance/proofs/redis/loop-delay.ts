import { setTimeout as delay } from 'node:timers/promises';
import { inMemory, type RedisServer, startRedis } from '../../../redis/test/fixtures/redis-server.ts';
import { openFiller } from './fill.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { openReport } from './kept-report.ts';
import type { Place } from './place.ts';
import type { Size } from './scenario.ts';
import type { LoopDelay } from './server.ts';

const processes = 4;
const rounds = 3;

/** What happens to Redis, for so long. Returns the server that runs then. */
type Fault = (redis: RedisServer, millis: number) => Promise<RedisServer>;

const faults: Readonly<Record<string, Fault>> = {
  async nothing(redis, millis) {
    await delay(millis);
    return redis;
  },
  async frozen(redis, millis) {
    redis.signal('SIGSTOP');
    await delay(millis);
    redis.signal('SIGCONT');
    return redis;
  },
  async killed(redis, millis) {
    await redis.stop();
    await delay(millis);
    return await startRedis(inMemory, { port: redis.port });
  },
  async full(redis, millis) {
    const filler = await openFiller(redis, 'noeviction');
    await filler.untilFull();
    await delay(millis);
    await filler.free();
    return redis;
  },
};

/** How late event loops are while things happen to Redis, with it and without a store: the same requests at the same time. */
export async function compareLoopDelays(
  { perSecond, freezeMillis }: Size,
  say: (line: string) => void,
): Promise<string> {
  let redis = await startRedis(inMemory);
  const place: Place = { kind: 'redis', ports: [redis.port] };
  const fleets: Fleet[] = [];
  const report = await openReport(place);
  const delays = new Map<string, readonly [stored: LoopDelay[], unstored: LoopDelay[]]>();
  try {
    for (const where of [place, { kind: 'memory' } as const])
      fleets.push(await startFleet({ place: where, processes, perSecond, watchesLoop: true }));
    const [stored, unstored] = fleets as [Fleet, Fleet];
    for (const fleet of fleets) fleet.go();
    const read = (fleet: Fleet): Promise<LoopDelay[]> => Promise.all(fleet.loopDelays());
    for (let round = 1; round <= rounds; round++) {
      for (const [name, happen] of Object.entries(faults)) {
        for (const fleet of fleets) await read(fleet);
        redis = await happen(redis, freezeMillis);
        // What could not be written is written then, which is work, too.
        await report.untilHeard(stored.pids(), Date.now());
        const [withStore, without] = [await read(stored), await read(unstored)];
        const both = delays.get(name) ?? [[], []];
        delays.set(name, both);
        both[0].push(...withStore);
        both[1].push(...without);
        say(`round ${round}, ${name}`);
      }
    }
    for (const fleet of fleets) await fleet.pause();
    const failed = fleets.map((fleet) => fleet.tally().failed).join(' and ');
    return `\n${tableOf(delays)}\n\nfailed requests: ${failed}\n`;
  } finally {
    await report.close();
    for (const fleet of fleets) await fleet.stop();
    await redis.stop();
  }
}

function tableOf(delays: ReadonlyMap<string, readonly [LoopDelay[], LoopDelay[]]>): string {
  const cell = (of: readonly LoopDelay[], figure: keyof LoopDelay): string => {
    const sorted = of.map((one) => one[figure]).sort((a, b) => a - b);
    const at = (part: number): string => (sorted[Math.round(part * (sorted.length - 1))] ?? 0).toFixed(1);
    return `${at(0.5)} (${at(0)} to ${at(1)})`;
  };
  return [
    '| Redis | p99 ms with it: median (least to most) | p99 ms without a store | longest ms with it | longest ms without a store |',
    '|---|---:|---:|---:|---:|',
    ...[...delays].map(([name, [stored, unstored]]) =>
      [
        `| ${name}`,
        ...[cell(stored, 'p99Millis'), cell(unstored, 'p99Millis')],
        ...[cell(stored, 'longestMillis'), `${cell(unstored, 'longestMillis')} |`],
      ].join(' | '),
    ),
  ].join('\n');
}
