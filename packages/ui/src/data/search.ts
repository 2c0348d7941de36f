import { containing, patternOf } from '../shared.ts';
import { address } from './address.ts';
import { patternProblem } from './report.ts';
import { savedData } from './saved.ts';

/** How the page applies what is searched for. */
export interface Search {
  /** Whether a text is wanted: text is matched here. Undefined for nothing, and where the answer holds what a pattern matches. */
  readonly wants: ((text: string) => boolean) | undefined;
  /** Whether a pattern is searched for, which the server matches. */
  readonly isPattern: boolean;
  /** Why nothing was searched, in a sentence. */
  readonly problem: string | undefined;
}

const savedPageRefuses =
  'A saved page searches for text only: patterns are matched by the profiler. Leave the slashes out.';

/** The search that the address names. */
export function currentSearch(): Search {
  const typed = address.value.filter.trim();
  if (typed === '') return { wants: undefined, isPattern: false, problem: undefined };
  if (patternOf(typed) === undefined)
    return { wants: containing(typed), isPattern: false, problem: undefined };
  const problem = savedData() === undefined ? patternProblem() : savedPageRefuses;
  return { wants: problem === undefined ? undefined : () => false, isPattern: true, problem };
}
