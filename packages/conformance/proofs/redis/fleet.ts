import { type AppProcess, startApp } from './app-process.ts';
import { type Load, openLoad } from './load.ts';
import type { Place } from './place.ts';

interface Member {
  readonly app: AppProcess;
  readonly load: Load;
}

/** What the load generator knows. */
export interface Tally {
  readonly counted: number;
  readonly byRoute: ReadonlyMap<string, number>;
  readonly interrupted: number;
  readonly failed: number;
  /** Failed requests, and processes that have ended by themselves; the first few. */
  readonly faults: readonly string[];
}

/** Processes of one service, and the requests that they get. */
export interface Fleet {
  /** Of those that run. */
  pids(): readonly number[];
  tally(): Tally;
  /** Sends requests to all until `pause`. */
  go(): void;
  /** Sends so many to each. */
  sendEach(count: number): Promise<void>;
  pause(): Promise<void>;
  /**
   * Kills a process while requests are under way, and starts another. Returns what the killed one had answered.
   */
  replace(index: number): Promise<Killed>;
  loopDelays(): ReturnType<AppProcess['loopDelay']>[];
  /** Lets all end as apps do. */
  end(): Promise<void>;
  /** Kills all. */
  stop(): Promise<void>;
}

export interface Killed {
  readonly pid: number;
  /** How many requests were answered since this moment of `performance.now()`. */
  answeredSince(millis: number): number;
}

export interface FleetOptions {
  readonly place: Place;
  readonly processes: number;
  /** Requests a second, to each process. */
  readonly perSecond: number;
  readonly watchesLoop?: boolean;
}

/** More at once take longer, because each uses a core while it starts. */
const startsAtOnce = 4;
const shownFaults = 3;

export async function startFleet({
  place,
  processes,
  perSecond,
  watchesLoop = false,
}: FleetOptions): Promise<Fleet> {
  const members: Member[] = [];
  const left: Member[] = [];
  const start = async (index: number): Promise<void> => {
    const app = await startApp({
      ...{ place, watchesLoop, client: index % 2 === 0 ? 'ioredis' : 'redis' },
      version: index % 4 === 3 ? '1.1.0-canary' : '1.0.0',
    });
    members[index] = { app, load: openLoad(app.port) };
  };
  const all = (): Member[] => [...left, ...members];
  const stop = async (): Promise<void> => {
    for (const { load } of all()) {
      load.cut();
      load.close();
    }
    await Promise.all(all().map(({ app }) => app.kill()));
  };
  let next = 0;
  const startSome = async (): Promise<void> => {
    while (next < processes) await start(next++);
  };
  const starts = await Promise.allSettled(Array.from({ length: startsAtOnce }, startSome));
  const failed = starts.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }

  return {
    pids: () => members.map(({ app }) => app.pid),
    tally: () => tallyOf(all()),
    go() {
      for (const { load } of members) void load.send(perSecond);
    },
    async sendEach(count) {
      await Promise.all(members.map(({ load }) => load.send(perSecond, count)));
    },
    async pause() {
      await Promise.all(members.map(({ load }) => load.pause()));
    },
    async replace(index) {
      const member = members[index] as Member;
      member.load.cut();
      await member.app.kill();
      await member.load.pause();
      member.load.close();
      left.push(member);
      await start(index);
      void members[index]?.load.send(perSecond);
      return { pid: member.app.pid, answeredSince: member.load.answeredSince };
    },
    loopDelays: () => members.map(({ app }) => app.loopDelay()),
    async end() {
      await Promise.all(members.map(({ app }) => app.end()));
    },
    stop,
  };
}

function tallyOf(members: readonly Member[]): Tally {
  const byRoute = new Map<string, number>();
  for (const { load } of members)
    for (const [route, count] of load.answered) byRoute.set(route, (byRoute.get(route) ?? 0) + count);
  const failures = members.flatMap(({ load }) => load.failures);
  const deaths = members.flatMap(({ app }) => app.fault() ?? []);
  return {
    counted: [...byRoute.values()].reduce((sum, count) => sum + count, 0),
    byRoute,
    interrupted: members.reduce((sum, { load }) => sum + load.interrupted(), 0),
    failed: failures.length,
    faults: [...deaths, ...failures].slice(0, shownFaults),
  };
}
