import { isMainThread } from 'node:worker_threads';
import { performance } from '../clock.ts';
import type { EngineOptions } from '../options.ts';
import { backgroundPieceMicros } from '../pieces.ts';
import type { OverheadStatus } from '../presentation/model/status.ts';
import { followAll, type RequestFollowing } from '../record/recorder-options.ts';
import type { RequestLog } from '../record/request-log.ts';
import type { Sampler } from '../sample/sampler-interface.ts';
import { systemMicros } from '../sample/system-clock.ts';
import { createThreadCpuClock } from '../sample/thread-cpu.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { mostStackProcesses } from './fleet-turns.ts';
import { createFollowRequests } from './follow-requests.ts';
import { createOverheadBudget } from './overhead-budget.ts';
import { createCalibration } from './overhead-costs.ts';
import type { Schedule } from './schedule.ts';

/** Keeps what the profiler costs within `maxOverhead`. */
export interface Overhead {
  readonly following: RequestFollowing;
  addRequests(log: RequestLog): void;
  /** The loop was looked at: after one of its turns, or in between. */
  addLook(): void;
  /** Samples have been read: it measures and decides now and then. */
  adapt(): void;
  /** What tracing may cost in a second, in microseconds. */
  traceMicros(): number;
  /** How many turns of the loop may be watched in a second. */
  mostTurns(): number;
  readonly fleet: Fleet;
  /** Empty without a budget. */
  status(): { readonly overhead?: OverheadStatus };
  stop(): void;
}

export interface OverheadOptions {
  readonly sampler: Sampler | undefined;
  readonly after: Schedule;
  /** What tracing has cost so far, in microseconds. */
  readonly tracedMicros: () => number;
  /** How many processes of a fleet give stacks at a time; default: `mostStackProcesses`. */
  readonly stackBudget?: number | undefined;
}

// The app may replace it.
const { random } = Math;

export function createOverhead(
  { maxOverhead }: Pick<EngineOptions, 'maxOverhead'>,
  { sampler, after, tracedMicros, stackBudget = mostStackProcesses }: OverheadOptions,
): Overhead {
  const following = sampler && createFollowRequests({ sampler, after, random });
  const fleet = createFleet({
    ...{ budget: stackBudget, after, random, nowMicros: systemMicros },
    onTurn: (turn) => following?.setTurn(turn),
  });
  const stop = (): void => {
    fleet.stop();
    following?.stop();
  };
  if (sampler === undefined || following === undefined || maxOverhead >= 1) {
    return { ...unlimited, following: following ?? followAll, fleet, stop };
  }
  let looks = 0;
  const nowMicros = (): number => performance.now() * 1000;
  const budget = createOverheadBudget({
    maxOverhead,
    costs: createCalibration(nowMicros),
    rate: () => sampler.rate,
    clocks: {
      nowMicros,
      cpuMicros: cpuClock(),
      pieceMicros: backgroundPieceMicros,
      traceMicros: tracedMicros,
      hookCalls: sampler.hookCalls,
      looks: () => looks,
    },
    isSampling: () => !sampler.isPaused(),
    onShares: following.setShares,
  });
  return {
    following,
    addRequests: budget.addRequests,
    addLook() {
      looks++;
    },
    adapt: budget.adapt,
    traceMicros: budget.traceMicros,
    mostTurns: budget.mostTurns,
    fleet,
    status: () => ({ overhead: { ...following.shares, budget: maxOverhead, share: budget.share() } }),
    stop,
  };
}

const unlimited: Omit<Overhead, 'following' | 'fleet' | 'stop'> = {
  addRequests() {},
  addLook() {},
  adapt() {},
  traceMicros: () => Number.POSITIVE_INFINITY,
  mostTurns: () => Number.POSITIVE_INFINITY,
  status: () => ({}),
};

/** A worker is one of several in its process. */
function cpuClock(): () => number {
  if (!isMainThread) return createThreadCpuClock().read;
  return () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  };
}
