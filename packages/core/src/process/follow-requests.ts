import { AsyncResource } from 'node:async_hooks';
import { performance } from '../clock.ts';
import type { RequestFollowing } from '../record/recorder-options.ts';
import type { Sampler } from '../sample/sampler-interface.ts';
import type { FleetTurn } from './fleet-turns.ts';
import { everything, type OverheadShares } from './overhead-shares.ts';
import type { Schedule } from './schedule.ts';

export interface FollowRequestsOptions {
  readonly sampler: Pick<Sampler, 'engine' | 'isRunning' | 'pause' | 'resume'>;
  readonly after: Schedule;
  /** Between 0 and 1, 1 excluded. */
  readonly random: () => number;
}

/** Follows a random share of requests, in random slices of time. */
export interface FollowRequests extends RequestFollowing {
  /** What is measured now. */
  readonly shares: OverheadShares;
  /** Another share of requests counts at once; another share of time from the next slice on. */
  setShares(shares: OverheadShares): void;
  /** This process gives stacks from now on, or does not. */
  setTurn(turn: FleetTurn): void;
  stop(): void;
}

/** From the begin of a slice to the next, on average. No two begin within a minute: to start a sampler is expensive. */
const cycleMillis = 90_000;
const shortestSliceMillis = 900;
/** Samples are taken on for as long as requests of a slice are open, but not for longer than this. */
const longestTailMillis = 10_000;
const retryMillis = 1_000;
/** Between two starts of the sampler. */
const leastRestartMillis = 60_000;

/**
 * A request is followed if it begins in a turn of this process and in a slice, and is chosen at random: with the probability
 * `sampled` × `followed` × that of the turn. It stands for 1 / that many. What it does later is sampled as well, because samples
 * are taken until all requests of the slice have ended; those that begin in this tail are not followed.
 */
export function createFollowRequests({ sampler, after, random }: FollowRequestsOptions): FollowRequests {
  let shares = everything;
  let turn: FleetTurn;
  /** Of the slice that is under way, or that comes next. */
  let sampled = 1;
  let state: 'always' | 'slice' | 'tail' | 'off' = 'always';
  let open = 0;
  let tailSinceMillis = 0;
  let restartedMillis = Number.NEGATIVE_INFINITY;
  let isStopped = false;
  let cancel = (): void => {};
  /** Timers are set while requests end, but must not run in their async contexts. */
  const home = new AsyncResource('routeprof');
  const wait = (millis: number, then: () => void): void => {
    cancel();
    if (isStopped) return;
    home.runInAsyncScope(() => {
      cancel = after(millis, then);
    });
  };

  const sliceMillis = (): number => Math.max(shortestSliceMillis, sampled * cycleMillis);
  const resume = (): void => {
    sampler.resume();
    restartedMillis = performance.now();
  };
  const beginSlice = (): void => {
    resume();
    if (shares.sampled >= 1) state = 'always';
    else {
      state = 'slice';
      wait(sliceMillis(), beginTail);
    }
  };
  const waitForTail = (): void => {
    state = 'tail';
    tailSinceMillis = performance.now();
    wait(longestTailMillis, endTail);
  };
  const beginTail = (): void => {
    waitForTail();
    if (open === 0) endTail();
  };
  const endTail = (): void => {
    cancel();
    if (shares.sampled >= 1 && turn !== 'out') {
      state = 'always';
      return;
    }
    if (!sampler.pause()) {
      // Its first samples are still to come, or it has failed.
      if (sampler.isRunning()) wait(retryMillis, endTail);
      return;
    }
    state = 'off';
    if (turn === 'out') return;
    sampled = shares.sampled;
    const now = performance.now();
    // From two thirds to four thirds of the mean: slices must not keep step with anything in the app.
    const pauseMillis = (cycleMillis - sliceMillis()) * (2 / 3 + random() * (2 / 3));
    const until = Math.max(tailSinceMillis + pauseMillis, restartedMillis + leastRestartMillis);
    wait(Math.max(0, until - now), beginSlice);
  };
  /** Somewhere in a cycle: else no request of the first seconds would be followed. */
  const beginCycles = (): void => {
    sampled = shares.sampled;
    const leftMillis = sliceMillis() - random() * cycleMillis;
    if (leftMillis > 0) {
      if (state === 'off') resume();
      state = 'slice';
      wait(leftMillis, beginTail);
      return;
    }
    // As much of the pause is over as of the cycle.
    if (state === 'off') wait(cycleMillis - sliceMillis() + leftMillis, beginSlice);
    else beginTail();
  };
  const beginTurn = (): void => {
    if (state === 'tail') endTail();
    else if (state !== 'off') return;
    else if (shares.sampled >= 1) beginSlice();
    else beginCycles();
  };

  const sliceWeight = (): number => {
    const ofTurn = turn === undefined || turn === 'out' ? 1 : turn.weight;
    if (state === 'always') return ofTurn;
    return state === 'slice' ? (ofTurn * cycleMillis) / sliceMillis() : 0;
  };

  return {
    get shares() {
      return shares;
    },
    get isSampling() {
      return state !== 'off';
    },
    get sliceWeight() {
      return sliceWeight();
    },
    get turn() {
      return turn === 'out' ? undefined : turn;
    },
    weigh() {
      const { followed } = shares;
      const weight = sliceWeight();
      if (followed >= 1) return weight;
      return weight === 0 || random() >= followed ? 0 : weight / followed;
    },
    insist(isSure) {
      // Engine A knows whose work runs, whether it takes samples or not.
      if (state !== 'off' || sampler.engine === 'async-context') return true;
      if (!isSure || performance.now() - restartedMillis < leastRestartMillis) return false;
      resume();
      waitForTail();
      return true;
    },
    began() {
      open++;
    },
    ended() {
      open--;
      // Not at once: it ends in the app's code.
      if (open === 0 && state === 'tail') wait(0, endTail);
    },
    setShares(wanted) {
      shares = wanted;
      if (wanted.sampled < 1 && state === 'always' && !isStopped) beginCycles();
    },
    setTurn(next) {
      const wasOut = turn === 'out';
      turn = next;
      if (isStopped) return;
      if (next !== 'out') {
        if (wasOut) beginTurn();
      } else if (state === 'always' || state === 'slice') beginTail();
      // A slice would begin.
      else if (state === 'off') cancel();
    },
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
