import type { Change, JudgedChange } from './comparison.ts';
import { type Drift, type Estimate, type Test, testAll } from './significance.ts';

/** A difference counts from here on, however sure it is. */
const leastChange = 0.05;
/** The chance that one of the figures of a kind is falsely called changed. */
export const errorRate = 0.02;
/** What could not be told from a change of this size is unsure. */
const widestSame = Math.log(1.25);
/** 19 of 20 times within so many standard errors. */
const limit = 1.96;

/** A figure before and after, and what is known of its change; no estimate when there are too few data for any. */
export interface Figure {
  readonly before: number;
  readonly after: number;
  readonly estimate: Estimate | undefined;
}

/**
 * Judges figures of one kind together, against what the two runs differ by altogether. `families`: how many kinds of
 * figures share the permitted error.
 */
export function judge(figures: readonly Figure[], drift: Drift, families = 1): JudgedChange[] {
  const known = figures.flatMap(({ estimate }) => (estimate === undefined ? [] : [estimate]));
  const tests = new Map(
    testAll(known, drift).map((test, i) => [known[i], { ...test, p: Math.min(1, test.p * families) }]),
  );
  return figures.map(({ before, after, estimate }) => {
    const test = estimate && tests.get(estimate);
    if (test === undefined) return { ...changeOf(before, after), verdict: presence(before, after) };
    return {
      ...changeOf(before, after),
      verdict: verdictOf(test),
      low: Math.expm1(test.logRatio - limit * test.error),
      high: Math.expm1(test.logRatio + limit * test.error),
      p: test.p,
    };
  });
}

function verdictOf({ logRatio, error, p }: Test): JudgedChange['verdict'] {
  if (p < errorRate && Math.abs(Math.expm1(logRatio)) >= leastChange)
    return logRatio > 0 ? 'slower' : 'faster';
  return limit * error > widestSame ? 'unsure' : 'same';
}

function presence(before: number, after: number): JudgedChange['verdict'] {
  return before === after ? 'same' : 'unsure';
}

export function changeOf(before: number, after: number): Change {
  return { before, after, ...(before > 0 ? { change: after / before - 1 } : {}) };
}
