import { setTimeout as delay } from 'node:timers/promises';
import { type Random, shuffle } from '../../../../apps/shop/src/random.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { openReport } from './kept-report.ts';
import type { PairedRound } from './loop-delay-verdicts.ts';
import type { Place } from './place.ts';
import { type Fault, faults } from './redis-faults.ts';
import { startRestartable } from './restartable-redis.ts';
import type { LoopDelay } from './watch-loop.ts';

const processes = 4;
/** What happens only while they are young does not count. */
const warmMillis = 5_000;

export interface LoopDelayOptions {
  /** Requests a second, to each process. */
  readonly perSecond: number;
  readonly faultMillis: number;
  readonly starts: number;
  /** In each start, each fault happens so many times. */
  readonly rounds: number;
  /** Names of faults. */
  readonly only: readonly string[];
  readonly random: Random;
}

/**
 * How late event loops are while things happen to Redis: of processes that keep their measurements there, and of as many
 * without a store, which run at the same time and get the same requests, so that both have the same neighbours.
 */
export async function* pairedRounds(options: LoopDelayOptions): AsyncGenerator<PairedRound> {
  for (let start = 0; start < options.starts; start++) yield* roundsOfStart(start, options);
}

async function* roundsOfStart(
  start: number,
  { perSecond, faultMillis, rounds, only, random }: LoopDelayOptions,
): AsyncGenerator<PairedRound> {
  const redis = await startRestartable();
  const place: Place = { kind: 'redis', ports: [redis.port] };
  const fleets = new Map<Place, Fleet>();
  const report = await openReport(place);
  const alone: Place = { kind: 'memory' };
  try {
    for (const where of shuffle(random, [place, alone]))
      fleets.set(where, await startFleet({ place: where, processes, perSecond, watchesLoop: true }));
    const [stored, unstored] = [fleets.get(place) as Fleet, fleets.get(alone) as Fleet];
    for (const fleet of fleets.values()) fleet.go();
    await delay(warmMillis);
    const happenings: [string, Fault][] = Array.from({ length: rounds }).flatMap(() =>
      shuffle(
        random,
        Object.entries(faults).filter(([name]) => only.includes(name)),
      ),
    );
    for (const [fault, happen] of happenings) {
      await Promise.all([read(stored), read(unstored)]);
      await happen(redis, faultMillis);
      // What could not be written is written then, which is work, too.
      await report.untilHeard(stored.pids(), Date.now());
      const [withStore, without] = await Promise.all([read(stored), read(unstored)]);
      yield { start, fault, stored: withStore, unstored: without };
    }
    for (const fleet of fleets.values()) {
      await fleet.pause();
      const { failed, faults: found } = fleet.tally();
      if (failed > 0) throw new Error(`${failed} requests failed: ${found.join('; ')}`);
    }
  } finally {
    await report.close();
    for (const fleet of fleets.values()) await fleet.stop();
    await redis.kill();
  }
}

/** The mean of a fleet's processes. */
async function read(fleet: Fleet): Promise<LoopDelay> {
  const delays = await Promise.all(fleet.loopDelays());
  const mean = (figure: keyof LoopDelay): number =>
    delays.reduce((sum, one) => sum + one[figure], 0) / delays.length;
  return {
    p50Millis: mean('p50Millis'),
    p99Millis: mean('p99Millis'),
    longestMillis: mean('longestMillis'),
    longestTurnMillis: mean('longestTurnMillis'),
    cpuMillis: mean('cpuMillis'),
  };
}
