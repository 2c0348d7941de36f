import { containing, patternOf } from '../shared.ts';
import { address } from './address.ts';
import { patternProblem } from './report.ts';
import { savedData } from './saved.ts';

/** How the page applies the search. */
export interface Search {
  /** Matches text. Undefined without a search, and for a pattern, because the server has already matched it. */
  readonly wants: ((text: string) => boolean) | undefined;
  /** Whether the search is a pattern, which the server matches. */
  readonly isPattern: boolean;
  /** Why the search could not be done, in a sentence. */
  readonly problem: string | undefined;
}

const savedPageRefuses =
  'A saved page searches for text only, because the profiler matches patterns. Remove the slashes.';

/** The search of the current address. */
export function currentSearch(): Search {
  const typed = address.value.filter.trim();
  if (typed === '') return { wants: undefined, isPattern: false, problem: undefined };
  if (patternOf(typed) === undefined)
    return { wants: containing(typed), isPattern: false, problem: undefined };
  const problem = savedData() === undefined ? patternProblem() : savedPageRefuses;
  return { wants: problem === undefined ? undefined : () => false, isPattern: true, problem };
}
