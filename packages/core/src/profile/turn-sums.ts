import type { Turn } from '../sample/scope.ts';
import { addNumbers } from './row-sums.ts';

/**
 * What followed requests of a route add up to in some of the turns in which processes gave stacks. A turn falls into one of
 * `turnGroups` groups at random, and sums of a group are of independent turns. So how much groups differ tells how much turns
 * do, whatever part of a turn is in the time that somebody looks at; squares of turns would not add up over parts of them.
 */
export interface TurnSum {
  readonly group: number;
  /** The sum of s × w, in thousandths: w is for how many requests of its process one stands, and s is in `spreadOf`. */
  readonly weightMilli: number;
  /** The sum of s × w × CPU time. Whole microseconds. */
  readonly cpuMicros: number;
}

/** More would tell an error more exactly: with 32 it is itself known to 13 %. Fewer take less room in each row. */
export const turnGroups = 32;
export const bytesOfTurnSum = 60;

const keys = ['weightMilli', 'cpuMicros'] as const;

/**
 * A turn that stands for W turns has the variance W (W - 1) t², for the t of the requests in it, with what is uncertain in t
 * multiplied by W (Särndal, Swensson, Wretman, 4.3). So in a group whose turns count s = √(W (W - 1)) times, the square has
 * the expected value of the variance: nothing where every process has its turn.
 */
function spreadOf({ weight }: Turn): number {
  return Math.sqrt(weight * (weight - 1));
}

/** Sums of the turns of this process, while a window is filled. */
export class TurnSumsBuilder {
  readonly #groups = new Map<number, { weight: number; cpuMicros: number }>();

  add(turn: Turn, weight: number, cpuMicros: number): void {
    const spread = spreadOf(turn);
    if (spread === 0) return;
    let sum = this.#groups.get(turn.group);
    if (sum === undefined) this.#groups.set(turn.group, (sum = { weight: 0, cpuMicros: 0 }));
    sum.weight += spread * weight;
    sum.cpuMicros += spread * cpuMicros;
  }

  finish(): { readonly turns?: readonly TurnSum[] } {
    if (this.#groups.size === 0) return {};
    const turns = [...this.#groups].map(([group, { weight, cpuMicros }]) => ({
      ...{ group, weightMilli: Math.round(weight * 1e3), cpuMicros: Math.round(cpuMicros) },
    }));
    return { turns: sorted(turns) };
  }
}

/** Of rows of one route, added up; the same in any order. */
export function mergeTurns(rows: readonly (readonly TurnSum[])[]): { readonly turns?: readonly TurnSum[] } {
  const groups = new Map<number, TurnSum>();
  for (const row of rows.flat()) {
    const known = groups.get(row.group);
    groups.set(row.group, known === undefined ? row : { ...row, ...addNumbers(known, row, keys) });
  }
  return groups.size === 0 ? {} : { turns: sorted([...groups.values()]) };
}

function sorted(turns: readonly TurnSum[]): TurnSum[] {
  return turns.toSorted((a, b) => a.group - b.group);
}

/** What is known of how much turns differ. */
export interface TurnSpread {
  /** Of the sum of weight × (CPU time - mean), in square milliseconds. */
  readonly variance: number;
  /** How many independent values it is known from: fewer than groups, because some have more requests than others. */
  readonly degrees: number;
}

/**
 * @param meanMillis The CPU time of a request, as it is estimated.
 * @param weight All requests that followed ones stand for.
 */
export function turnSpread(turns: readonly TurnSum[], meanMillis: number, weight: number): TurnSpread {
  let [variance, sum, squares] = [0, 0, 0];
  for (const { weightMilli, cpuMicros } of turns) {
    const ofGroup = weightMilli / 1e3;
    // The mean is drawn towards a group by its share of all requests, and so its distance from it is too small.
    const share = Math.min(mostShare, ofGroup / weight);
    variance += (cpuMicros / 1e3 - meanMillis * ofGroup) ** 2 / (1 - share);
    sum += ofGroup;
    squares += ofGroup ** 2;
  }
  return { variance, degrees: squares === 0 ? 0 : sum ** 2 / squares - 1 };
}
/** Of a group that has all, nothing can be said. */
const mostShare = 0.9;

/** 97.5 % quantiles of Student's t, from one degree of freedom on. */
const quantiles = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23];
const normalQuantile = 1.96;

/** By how much wider an interval is when its error is known from a few values only, from one degree of freedom on. */
export function widening(degrees: number): number {
  const known = quantiles[Math.floor(degrees) - 1];
  // The first terms of its expansion.
  return known === undefined ? 1 + 1.21 / degrees + 1.44 / degrees ** 2 : known / normalQuantile;
}
