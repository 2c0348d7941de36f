import { patternProblem } from './pattern-problem.ts';

/** What a person searches for. */
export interface Match {
  /** Whether a text is wanted. */
  readonly wants: (text: string) => boolean;
  /** Why the search found less than there is, in a sentence; undefined when it did not. */
  readonly problem: () => string | undefined;
}

/** A pattern may compute for this long in all: it may have come with a link, and the page stands still meanwhile. */
const longestMillis = 50;
/** With as many parts of any length as a pattern may have, one text then takes no longer than a second. */
const longestText = 250;

/** From what a person typed: text, or a `/regular expression/`; letter case does not matter. Undefined for nothing. */
export function matchOf(typed: string): Match | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  const pattern = /^\/(.+)\/i?$/s.exec(text)?.[1];
  if (pattern !== undefined) {
    try {
      return matchPattern(new RegExp(pattern, 'i'));
    } catch {
      // Half typed: it is text until it is an expression.
    }
  }
  const wanted = text.toLowerCase();
  return { wants: (candidate) => candidate.toLowerCase().includes(wanted), problem: () => undefined };
}

function matchPattern(expression: RegExp): Match {
  let problem = patternProblem(expression.source);
  let spentMillis = 0;
  return {
    wants(candidate) {
      if (problem !== undefined) return false;
      const start = performance.now();
      const found = expression.test(candidate.slice(0, longestText));
      spentMillis += performance.now() - start;
      if (spentMillis > longestMillis)
        problem = 'This pattern takes too long: the search stopped before it had seen everything.';
      return found;
    },
    problem: () => problem,
  };
}
