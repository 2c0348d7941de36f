import type { Turn } from '../sample/scope.ts';
import { type CallTree, weightOf } from './call-tree.ts';
import { addNumbers } from './row-sums.ts';
import {
  bytesOfTurnSum,
  mergeTurns,
  type TurnSum,
  TurnSumsBuilder,
  turnSpread,
  widening,
} from './turn-sums.ts';

/**
 * What is known of a route's requests when not all may have been followed. A followed request stands for `w` requests, 1 / the
 * probability that it was followed. The row's tree has its time as it was sampled; times here come on top of that.
 */
export interface RouteFollowing {
  /** Requests that were not followed. */
  readonly notFollowed: number;
  /** The sum of all `w`, in thousandths: about the number of all requests. */
  readonly weightMilli: number;
  /** The sum of (w - 1) × time. Whole microseconds. */
  readonly wallMicros: number;
  readonly cpuMicros: number;
  readonly gcMicros: number;
  /** For the standard error of the CPU time `c` of requests; see `estimateOf`. The sum of w (w - 1), in thousandths. */
  readonly spreadMilli: number;
  /** The sum of w (w - 1) c, in milliseconds. */
  readonly spreadCpuMillis: number;
  /** The sum of w (w - 1) c², and of the variance of samples, in square milliseconds. */
  readonly spreadCpuSquareMillis: number;
  /** Where only some processes gave stacks at a time; else absent. */
  readonly turns?: readonly TurnSum[];
}

/** About what it takes of the memory, without turns: it has numbers only. */
export const bytesOfFollowing = 120;

export function bytesOfTurns({ turns = [] }: RouteFollowing): number {
  return turns.length * bytesOfTurnSum;
}

interface Row {
  readonly requests: number;
  readonly following?: RouteFollowing;
}

/** CPU time of a row's requests, those included that followed ones stand for: an estimate that adds up over windows. */
export function summableCpuMicros({
  tree,
  following,
}: {
  readonly tree: CallTree;
  readonly following?: RouteFollowing;
}): number {
  return weightOf(tree).cpuMicros + (following?.cpuMicros ?? 0);
}

const keys = [
  'notFollowed',
  'weightMilli',
  'wallMicros',
  'cpuMicros',
  'gcMicros',
  'spreadMilli',
  'spreadCpuMillis',
  'spreadCpuSquareMillis',
] as const;

/** Of rows of one route, added up. In a row that does not say, all requests were followed. */
export function mergeFollowing(rows: readonly Row[]): { readonly following?: RouteFollowing } {
  if (rows.every(({ following }) => following === undefined)) return {};
  const [first, ...others] = rows.map(({ following, requests }) => following ?? allFollowed(requests)) as [
    RouteFollowing,
    ...RouteFollowing[],
  ];
  const sums: RouteFollowing = others.reduce((sum, row) => addNumbers(sum, row, keys), pickNumbers(first));
  return { following: { ...sums, ...mergeTurns(rows.map(({ following }) => following?.turns ?? [])) } };
}

function pickNumbers({ turns: _turns, ...numbers }: RouteFollowing): RouteFollowing {
  return numbers;
}

/** Of a row whose times are those of all of its requests. */
export function allFollowed(requests: number): RouteFollowing {
  return {
    ...{ notFollowed: 0, weightMilli: requests * 1e3, wallMicros: 0, cpuMicros: 0, gcMicros: 0 },
    ...{ spreadMilli: 0, spreadCpuMillis: 0, spreadCpuSquareMillis: 0 },
  };
}

/** Some CPU time of a followed request. */
export interface FollowedTime {
  readonly weight: number;
  /** See `Scope`. */
  readonly turn: Turn | undefined;
  /** What was filed before of the same request. */
  readonly filedMicros: number;
  readonly cpuMicros: number;
  /** False for a sample, which has a variance of its own. */
  readonly isExact: boolean;
}

/** The same while a window is filled. */
export class FollowingBuilder {
  #notFollowed = 0;
  #weight: number;
  #wallMicros = 0;
  #cpuMicros = 0;
  #gcMicros = 0;
  #spread = 0;
  #spreadCpu = 0;
  #spreadSquare = 0;
  #turns: TurnSumsBuilder | undefined;

  /** @param before Requests of the window so far, which were all followed. */
  constructor(before = 0) {
    this.#weight = before;
  }

  /** @param weight 0 for one that was not followed. */
  addRequest(weight: number, turn: Turn | undefined): void {
    if (weight === 0) {
      this.#notFollowed++;
      return;
    }
    const ofTurn = turn?.weight ?? 1;
    const within = weight / ofTurn;
    this.#weight += weight;
    this.#spread += ofTurn * within * (within - 1);
    if (turn !== undefined) this.#turnSums().add(turn, within, 0);
  }

  /** Time that followed requests stand for beside their own. */
  add(wallMicros: number, cpuMicros: number): void {
    this.#wallMicros += wallMicros;
    this.#cpuMicros += cpuMicros;
  }

  addGc(micros: number): void {
    this.#gcMicros += micros;
  }

  /**
   * For the standard error. The square of a request's time grows with each part of it. Samples are counted as they come, so
   * their variance is the sum of their squares, and so much is their square too large. What is uncertain in a turn counts for
   * all turns that it stands for; how much turns differ is in their own sums.
   */
  addSpread({ weight, turn, filedMicros, cpuMicros, isExact }: FollowedTime): void {
    const ofTurn = turn?.weight ?? 1;
    const within = weight / ofTurn;
    const square = cpuMicros * cpuMicros;
    const growth = 2 * filedMicros * cpuMicros + (isExact ? square : 0);
    this.#spreadCpu += ofTurn * within * (within - 1) * cpuMicros;
    this.#spreadSquare +=
      ofTurn * (within * (within - 1) * growth + (isExact ? 0 : within * within * square));
    if (turn !== undefined) this.#turnSums().add(turn, 0, within * cpuMicros);
  }

  #turnSums(): TurnSumsBuilder {
    return (this.#turns ??= new TurnSumsBuilder());
  }

  finish(): RouteFollowing {
    return {
      notFollowed: this.#notFollowed,
      weightMilli: Math.round(this.#weight * 1e3),
      wallMicros: Math.round(this.#wallMicros),
      cpuMicros: Math.round(this.#cpuMicros),
      gcMicros: Math.round(this.#gcMicros),
      spreadMilli: Math.round(this.#spread * 1e3),
      spreadCpuMillis: Math.round(this.#spreadCpu / 1e3),
      spreadCpuSquareMillis: Math.round(this.#spreadSquare / 1e6),
      ...this.#turns?.finish(),
    };
  }
}

/** How the time of a route's followed requests becomes that of all. */
export interface Estimate {
  /** For the time as it was sampled. */
  readonly wallScale: number;
  readonly cpuScale: number;
  readonly gcScale: number;
  /** The standard error of the CPU time. */
  readonly cpuErrorMicros: number;
}

/** Where nothing is known of any request. */
const unknown: Estimate = { wallScale: 1, cpuScale: 1, gcScale: 1, cpuErrorMicros: 0 };

/** A route's measured times. */
export interface MeasuredTimes {
  readonly requests: number;
  readonly wallMicros: number;
  readonly cpuMicros: number;
  readonly gcMicros: number;
}

/**
 * The time of all requests: their number, which is exact, times the weighted mean of those that were followed. This is the
 * ratio estimator of J. Hájek (1971). It does not vary with how many requests happen to be followed, as sums of w × time do;
 * its bias is of the order of 1 / the number of followed requests. Its variance is that of a sum of
 * w × (time - mean): (C. Särndal, B. Swensson, J. Wretman, Model Assisted Survey Sampling, 5.7). Where processes take turns,
 * it is sampled in two stages (4.3): turns, and requests within them.
 */
export function estimateOf(following: RouteFollowing, measured: MeasuredTimes): Estimate {
  const weight = following.weightMilli / 1e3;
  if (weight === 0) return unknown;
  const scale = measured.requests / weight;
  const scaleOf = (own: number, over: number): number => (own === 0 ? 1 : scale * (1 + over / own));
  const weightedMillis = (measured.cpuMicros + following.cpuMicros) / 1e3;
  return {
    wallScale: scaleOf(measured.wallMicros, following.wallMicros),
    cpuScale: scaleOf(measured.cpuMicros, following.cpuMicros),
    gcScale: scaleOf(measured.gcMicros, following.gcMicros),
    cpuErrorMicros: Math.round(errorMillis(following, { weight, scale, weightedMillis }) * 1e3),
  };
}

interface Weighted {
  readonly weight: number;
  readonly scale: number;
  /** The sum of w × time. */
  readonly weightedMillis: number;
}

function errorMillis(following: RouteFollowing, { weight, scale, weightedMillis }: Weighted): number {
  const { turns, notFollowed, spreadMilli, spreadCpuMillis, spreadCpuSquareMillis } = following;
  const meanMillis = weightedMillis / weight;
  const within = Math.max(
    0,
    spreadCpuSquareMillis - 2 * meanMillis * spreadCpuMillis + meanMillis ** 2 * (spreadMilli / 1e3),
  );
  if (turns === undefined) return scale * Math.sqrt(within);
  // Of a process in its turn, all is known but what samples leave open, and that counts once for each turn.
  if (notFollowed === 0) return Math.sqrt(scale * within);
  const { variance, degrees } = turnSpread(turns, meanMillis, weight);
  const error = Math.sqrt(within + variance);
  // From a few turns, an interval would be wider than the time itself.
  const widest = Math.max(error, weightedMillis);
  return scale * (degrees < 1 ? widest : Math.min(error * widening(degrees), widest));
}
