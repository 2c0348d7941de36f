import { atOnce, mapSteps } from '../in-turns.ts';
import type { Change, JudgedChange } from '../presentation/model/comparison.ts';
import { type Drift, type Estimate, type Interval, intervalSteps } from './significance.ts';

/** The chance that one or more figures of a family are falsely called changed. */
const errorRate = 0.02;
/** All requests together get one half of it, the routes share the other. */
export const half: number = 1 / 2;

/** How the shifts of a kind of figure become changes. */
export interface Scale {
  /** Grows with the shift, and is 0 where that is 0. */
  readonly toChange: (shift: number) => number;
  /** A figure is the same when its change surely lies between these. */
  readonly same: readonly [low: number, high: number];
}

/** For times: `after / before - 1`. */
const ratio: Scale = { toChange: Math.expm1, same: [1 / 1.25 - 1, 0.25] };

/** A figure before and after, and what is known of its change; no estimate when there are too few data for any. */
export interface Figure {
  readonly before: number;
  readonly after: number;
  readonly estimate: Estimate | undefined;
  /** Default: the scale of times. */
  readonly scale?: Scale | undefined;
}

/**
 * Judges the figures of one family together, given the drift between the two runs. `part` is the family's share of the
 * permitted error rate.
 */
export function judge(figures: readonly Figure[], drift: Drift, part = 1): JudgedChange[] {
  return atOnce(judgeSteps(figures, drift, part));
}

/** The same in steps. */
export function* judgeSteps(
  figures: readonly Figure[],
  drift: Drift,
  part = 1,
): Generator<void, JudgedChange[]> {
  const known = figures.flatMap(({ estimate }) => (estimate === undefined ? [] : [estimate]));
  const found = yield* intervalSteps(known, drift, errorRate * part);
  const intervals = new Map(known.map((estimate, i) => [estimate, found[i] as Interval]));
  return yield* mapSteps(figures, ({ before, after, estimate, scale = ratio }): JudgedChange => {
    const interval = estimate && intervals.get(estimate);
    if (interval === undefined) return { ...changeOf(before, after), verdict: 'unsure' };
    const low = scale.toChange(interval.low);
    const high = scale.toChange(interval.high);
    return {
      ...changeOf(before, after),
      verdict: verdictOf(low, high, scale),
      low,
      high,
      p: Math.min(1, interval.p / part),
    };
  });
}

/** For a change that the code does not explain: extends the interval to 0, so that the figure is not called changed. */
export function explained(judged: JudgedChange): JudgedChange {
  const { low = 0, high = 0 } = judged;
  return { ...judged, verdict: 'unsure', low: Math.min(0, low), high: Math.max(0, high), p: 1 };
}

function verdictOf(low: number, high: number, { same }: Scale): JudgedChange['verdict'] {
  if (low > 0) return 'slower';
  if (high < 0) return 'faster';
  return low < same[0] || high > same[1] ? 'unsure' : 'same';
}

export function changeOf(before: number, after: number): Change {
  return { before, after, ...(before > 0 ? { change: after / before - 1 } : {}) };
}
