import { QueryError } from '../query/query.ts';
import { containing, patternOf } from '../query/search-text.ts';
import { reasonOf } from '../reason-of.ts';
import { createCpuBudget } from './cpu-budget.ts';

export type Filter = (text: string) => boolean;

const longestPattern = 200;
/** The product of all counted repetitions: each makes the expression that many times larger. */
const mostRepetitions = 1_000;
/** The part of a row's text that is searched: names can be very long. */
const longestText = 500;
/** A filter may compute for this long in all. */
const budgetMillis = 100;

/**
 * A filter from what the user typed: text that must occur, or `/pattern/` as a regular expression. RE2's algorithm
 * matches patterns in time linear in the text. They are bounded in size and time, so none can hold the event loop.
 */
export async function createFilter(typed: string): Promise<Filter | undefined> {
  if (typed === '') return undefined;
  const pattern = patternOf(typed);
  if (pattern === undefined) return containing(typed);
  if (pattern.length > longestPattern) {
    throw unusable(typed, `it has ${pattern.length} characters, at most ${longestPattern} are possible`);
  }
  const repetitions = Array.from(pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g), ([, from, to]) =>
    Math.max(1, Number(to || from)),
  ).reduce((product, count) => product * count, 1);
  if (repetitions > mostRepetitions) {
    throw unusable(
      typed,
      `invalid: it repeats ${repetitions} times, at most ${mostRepetitions} are possible`,
    );
  }
  // Loaded when it is first needed: few reports have a pattern, and every app has a start-up time.
  const { RE2JS } = await import('re2js');
  try {
    const compiled = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
    const budget = createCpuBudget(budgetMillis);
    return (text) => {
      if (budget.isSpent()) throw unusable(typed, 'it takes too long');
      return budget.spend(() => compiled.matcher(text.slice(0, longestText)).find());
    };
  } catch (error) {
    // The engine shows the pattern with its own flags in front.
    throw unusable(typed, reasonOf(error).replace('(?i)', ''));
  }
}

function unusable(typed: string, reason: string): QueryError {
  return new QueryError(
    `The filter ${JSON.stringify(typed.slice(0, 80))} is not a regular expression that can be used (${reason}). Leave the slashes out to search for the text itself.`,
  );
}
