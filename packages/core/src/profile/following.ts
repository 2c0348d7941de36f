import { addNumbers } from './row-sums.ts';

/**
 * What is known of a route's requests when not all were followed. Its tree has the time of those that were; all times here
 * come on top of it.
 */
export interface RouteFollowing {
  /** Requests that were not followed. */
  readonly notFollowed: number;
  /** An estimate of their time: each followed request stands for 1 / the probability that it was. Whole microseconds. */
  readonly wallMicros: number;
  readonly cpuMicros: number;
  readonly gcMicros: number;
  /**
   * The variance of the route's CPU time, in square milliseconds: of which requests were followed, and of the samples of
   * those. The square root is the standard error.
   */
  readonly cpuVarianceSquareMillis: number;
}

interface Followed {
  readonly following?: RouteFollowing;
}

const keys = ['notFollowed', 'wallMicros', 'cpuMicros', 'gcMicros', 'cpuVarianceSquareMillis'] as const;

/** Rows of one route, added up. */
export function mergeFollowing(rows: readonly Followed[]): Followed {
  const known = rows.flatMap(({ following }) => following ?? []);
  const [first, ...others] = known;
  if (first === undefined) return {};
  return { following: others.reduce((sum, row) => addNumbers(sum, row, keys), first) };
}

/** The same while a window is filled. */
export class FollowingBuilder {
  #notFollowed = 0;
  #wallMicros = 0;
  #cpuMicros = 0;
  #gcMicros = 0;
  #cpuVariance = 0;

  countUnfollowed(): void {
    this.#notFollowed++;
  }

  /** Time that followed requests stand for beside their own. */
  add(wallMicros: number, cpuMicros: number): void {
    this.#wallMicros += wallMicros;
    this.#cpuMicros += cpuMicros;
  }

  addGc(micros: number): void {
    this.#gcMicros += micros;
  }

  /** In square microseconds. */
  addVariance(variance: number): void {
    this.#cpuVariance += variance;
  }

  finish(): RouteFollowing {
    return {
      notFollowed: this.#notFollowed,
      wallMicros: Math.round(this.#wallMicros),
      cpuMicros: Math.round(this.#cpuMicros),
      gcMicros: Math.round(this.#gcMicros),
      cpuVarianceSquareMillis: Math.round(this.#cpuVariance / 1e6),
    };
  }
}

/**
 * What some CPU time adds to the variance of an estimate, in square microseconds, when `filedMicros` of the same request
 * were filed before. By Horvitz and Thompson (1952) a request of `c` that is followed with the probability `p` adds
 * (1 - p) / p² × c², which grows with each part of it. Samples of it are counted as they come: their own variance is the
 * square of each, over p². They say c² too large by that square, so of it only p / p² is left.
 */
export function varianceOf(weight: number, filedMicros: number, cpuMicros: number, isExact: boolean): number {
  const square = cpuMicros * cpuMicros;
  const pairs = 2 * filedMicros * cpuMicros + (isExact ? square : 0);
  return weight * (weight - 1) * pairs + (isExact ? 0 : weight * weight * square);
}
