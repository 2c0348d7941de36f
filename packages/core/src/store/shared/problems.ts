import { systemMillis } from '../../clock.ts';
import { reasonOf } from '../../reason-of.ts';
import { codeOf } from '../code-of.ts';

/** The current problems, one sentence for each cause. */
export interface Problems {
  /** Reports a problem. `error` is its cause; the same cause is reported only once. */
  say(kind: string, sentence: string, error?: unknown): void;
  /** The problem is over. */
  settle(kind: string): void;
  /** Of failures, also since when. */
  list(): readonly string[];
}

interface Problem {
  readonly sentence: string;
  readonly cause: string;
  /** When it began, if it is a failure: milliseconds since 1970. */
  readonly sinceMillis: number | undefined;
}

export function createProblems(onFailure: (error: unknown) => void): Problems {
  const problems = new Map<string, Problem>();
  return {
    say(kind, sentence, error) {
      const code = codeOf(error);
      const cause = code === '' ? kind : code;
      // Also a failure, each time that it begins, for those who do not look at the page.
      const known = [...problems.values()].find((problem) => problem.cause === cause);
      if (known === undefined) onFailure(new Error(sentence));
      const sinceMillis = error === undefined ? undefined : (known?.sinceMillis ?? systemMillis());
      problems.set(kind, { sentence, cause, sinceMillis });
    },
    settle: (kind) => void problems.delete(kind),
    list() {
      const byCause = new Map<string, string>();
      for (const { sentence, cause, sinceMillis } of problems.values()) {
        if (!byCause.has(cause)) byCause.set(cause, `${sentence}${sinceWords(sinceMillis)}`);
      }
      return [...byCause.values()];
    },
  };
}

function sinceWords(millis: number | undefined): string {
  if (millis === undefined) return '';
  return ` This began at ${new Date(millis).toISOString().slice(0, 19).replace('T', ' ')} UTC.`;
}

/** Why writing failed, and what becomes of what is measured. */
export function writeSentence(error: unknown): string {
  return `${reasonOf(error)} What is measured meanwhile stays in this process’s memory, and writing is tried again within a minute.`;
}

/** Why nothing can be read. */
export function readSentence(error: unknown): string {
  return `${reasonOf(error)} Until then, only what is in this process’s memory is shown.`;
}

/** Why old windows are not merged and removed. */
export function compactSentence(place: string, error: unknown): string {
  return `Old windows in ${place} cannot be merged or removed, so it grows. ${reasonOf(error)}`;
}
