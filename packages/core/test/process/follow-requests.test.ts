import { afterEach, describe, expect, test, vi } from 'vitest';
import { createFollowRequests } from '../../src/process/follow-requests.ts';
import { seeded } from '../comparison/simulate.ts';
import { setTimers } from './set-timers.ts';

afterEach(() => vi.restoreAllMocks());

/** A sampler that only says what it was told, with timers. */
function setUp(random: () => number, engine: 'async-context' | 'inspector' = 'inspector') {
  const { now, pending, after, until } = setTimers();
  const calls: string[] = [];
  const restarts: number[] = [];
  let isReady = true;
  let isRunning = true;
  vi.spyOn(performance, 'now').mockImplementation(now);
  const following = createFollowRequests({
    random,
    sampler: {
      engine,
      isRunning: () => isRunning,
      pause() {
        if (isReady) calls.push('pause');
        return isReady;
      },
      resume() {
        calls.push('resume');
        restarts.push(now());
      },
    },
    after,
  });
  return {
    ...{ following, until, calls, restarts, now, pending },
    fail: () => {
      isRunning = isReady = false;
    },
    makeReady: (value: boolean) => {
      isReady = value;
    },
  };
}

/** Requests at even distances, each open for 20 ms. `share`: the sum of the weights of those followed, divided by all. */
function serve(
  { following, until, restarts }: ReturnType<typeof setUp>,
  { days, everyMillis }: { readonly days: number; readonly everyMillis: number },
  before: (millis: number) => void = () => {},
) {
  let [all, counted] = [0, 0];
  for (let millis = 0; millis < days * 86_400_000; millis += everyMillis) {
    before(millis);
    until(millis);
    all++;
    const weight = following.weigh();
    counted += weight;
    if (weight === 0) continue;
    following.began();
    until(millis + 20);
    following.ended();
  }
  return { share: counted / all, shortestPause: shortestPause(restarts) };
}

function shortestPause(restarts: readonly number[]): number {
  return Math.min(...restarts.slice(1).map((at, i) => at - (restarts[i] as number)));
}

describe('following requests', () => {
  test('follows all at first, and costs no random number', () => {
    const { following } = setUp(() => expect.unreachable());
    expect([following.weigh(), following.sliceWeight, following.isSampling]).toEqual([1, 1, true]);
  });

  test('follows a share of them, each for as many as it stands for', () => {
    const { following, calls } = setUp(seeded(1));
    following.setShares({ followed: 0.25, sampled: 1, limit: 'following' });
    const weights = Array.from({ length: 4_000 }, () => following.weigh());
    expect(new Set(weights)).toEqual(new Set([0, 4]));
    expect(weights.filter((weight) => weight > 0).length / 4_000).toBeCloseTo(0.25, 1);
    expect(calls).toEqual([]);
  });

  test('in slices of time, what is followed stands for all, and no two slices begin within a minute', () => {
    const parts = setUp(seeded(2));
    parts.following.setShares({ followed: 0.5, sampled: 0.1, limit: 'sampling' });
    const served = serve(parts, { days: 7, everyMillis: 50 });
    expect(served.share).toBeGreaterThan(0.98);
    expect(served.share).toBeLessThan(1.02);
    expect(served.shortestPause).toBeGreaterThanOrEqual(60_000);
  });

  test('takes samples until requests of the slice have ended, and follows no others meanwhile', () => {
    const { following, until, calls, now } = setUp(() => 0.0001);
    following.setShares({ followed: 1, sampled: 0.5, limit: 'sampling' });
    expect(following.weigh()).toBe(2);
    following.began();
    until(now() + 45_000);
    expect(following.isSampling).toBe(true);
    expect([following.weigh(), following.sliceWeight]).toEqual([0, 0]);
    expect(calls).toEqual([]);
    following.ended();
    until(now() + 1);
    expect(calls).toEqual(['pause']);
    expect(following.isSampling).toBe(false);
  });

  test('waits ten seconds at most for a request that stays open', () => {
    const { following, until, calls, now } = setUp(() => 0.0001);
    following.setShares({ followed: 1, sampled: 0.5, limit: 'sampling' });
    following.weigh();
    following.began();
    until(now() + 45_000 + 9_900);
    expect(calls).toEqual([]);
    until(now() + 200);
    expect(calls).toEqual(['pause']);
  });

  test('tries again while the sampler cannot pause yet', () => {
    const { following, until, calls, makeReady } = setUp(() => 0.99);
    makeReady(false);
    following.setShares({ followed: 1, sampled: 0.1, limit: 'sampling' });
    until(5_000);
    expect(calls).toEqual([]);
    makeReady(true);
    until(6_001);
    expect(calls).toEqual(['pause']);
  });

  test('takes samples for a trace that was asked for, but does not start them twice in a minute', () => {
    const { following, until, calls } = setUp(() => 0.99);
    following.setShares({ followed: 1, sampled: 0.1, limit: 'sampling' });
    expect(calls).toEqual(['pause']);
    expect(following.insist(false)).toBe(false);
    expect(calls).toEqual(['pause']);
    expect(following.insist(true)).toBe(true);
    expect(calls).toEqual(['pause', 'resume']);
    expect(following.weigh()).toBe(0);
    until(11_000);
    expect(calls).toEqual(['pause', 'resume', 'pause']);
    expect(following.insist(true)).toBe(false);
    expect(calls).toEqual(['pause', 'resume', 'pause']);
  });

  test('an engine that knows whose work runs without samples takes none for a trace', () => {
    const { following, calls } = setUp(() => 0.99, 'async-context');
    following.setShares({ followed: 1, sampled: 0.1, limit: 'sampling' });
    expect(following.insist(false)).toBe(true);
    expect(calls).toEqual(['pause']);
  });

  test('goes on with all when there is room again, a minute after the last start at the earliest', () => {
    const { following, until, calls, restarts } = setUp(seeded(4));
    following.setShares({ followed: 1, sampled: 0.01, limit: 'sampling' });
    until(200_000);
    expect(calls.at(-1)).toBe('pause');
    following.setShares({ followed: 1, sampled: 1, limit: '' });
    until(400_000);
    expect(calls.at(-1)).toBe('resume');
    expect([following.weigh(), following.isSampling]).toEqual([1, true]);
    expect(shortestPause(restarts)).toBeGreaterThanOrEqual(60_000);
  });

  test('stays on where there is room before a slice has ended', () => {
    const { following, until, calls } = setUp(() => 0.0001);
    following.setShares({ followed: 1, sampled: 0.5, limit: 'sampling' });
    following.setShares({ followed: 1, sampled: 1, limit: '' });
    until(100_000);
    expect(calls).toEqual([]);
    expect(following.weigh()).toBe(1);
  });

  test('does nothing once it was stopped, and gives up on a sampler that has failed', () => {
    const stopped = setUp(() => 0.0001);
    stopped.following.setShares({ followed: 1, sampled: 0.5, limit: 'sampling' });
    stopped.following.began();
    stopped.until(46_000);
    stopped.following.stop();
    stopped.following.ended();
    stopped.until(400_000);
    expect(stopped.calls).toEqual([]);
    const failed = setUp(() => 0.99);
    failed.fail();
    failed.following.setShares({ followed: 1, sampled: 0.5, limit: 'sampling' });
    expect(failed.pending()).toBe(0);
  });

  const turn = { weight: 50, group: 3 };

  test('in a turn, each request stands for those of other processes, too', () => {
    const { following } = setUp(seeded(1));
    following.setTurn(turn);
    expect([following.weigh(), following.sliceWeight, following.turn]).toEqual([50, 50, turn]);
    following.setShares({ followed: 0.25, sampled: 1, limit: 'following' });
    const weights = Array.from({ length: 400 }, () => following.weigh());
    expect(new Set(weights)).toEqual(new Set([0, 200]));
    following.setTurn(undefined);
    expect([following.sliceWeight, following.turn]).toEqual([1, undefined]);
  });

  test('out of its turns, follows none and takes no samples, but those of requests that are open', () => {
    const { following, until, calls, pending } = setUp(() => expect.unreachable());
    following.began();
    following.setTurn('out');
    expect([following.weigh(), following.sliceWeight, following.turn]).toEqual([0, 0, undefined]);
    expect([following.isSampling, calls]).toEqual([true, []]);
    until(5_000);
    following.ended();
    until(5_001);
    expect([following.isSampling, calls, pending()]).toEqual([false, ['pause'], 0]);
    following.setTurn('out');
    until(400_000);
    expect(calls).toEqual(['pause']);
    following.setTurn(turn);
    expect([following.isSampling, following.weigh(), calls]).toEqual([true, 50, ['pause', 'resume']]);
    following.setTurn({ ...turn, group: 4 });
    expect(calls).toEqual(['pause', 'resume']);
  });

  test('with slices of time within turns, what is followed stands for all, and samples do not start again at once', () => {
    const random = seeded(8);
    const parts = setUp(random);
    parts.following.setShares({ followed: 0.5, sampled: 0.2, limit: 'sampling' });
    const served = serve(parts, { days: 14, everyMillis: 60 }, (millis) => {
      if (millis % 180_000 === 0) parts.following.setTurn(random() < 0.25 ? { weight: 4, group: 1 } : 'out');
    });
    expect(served.share).toBeGreaterThan(0.95);
    expect(served.share).toBeLessThan(1.05);
    expect(served.shortestPause).toBeGreaterThan(30_000);
  });

  test('a turn that begins while requests of the last one are open goes on', () => {
    const { following, until, calls } = setUp(() => 0.5);
    following.began();
    following.setTurn('out');
    following.setTurn(turn);
    following.ended();
    until(20_000);
    expect([following.weigh(), following.isSampling, calls]).toEqual([50, true, []]);
  });
});
