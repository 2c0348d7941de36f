import type { OnStack, SeenStack, StackRequest } from './main-stack.ts';

export interface StackQuestionsOptions {
  /** Throws where nothing can be asked. */
  readonly ask: (answer: OnStack, fail: (error: Error) => void) => StackRequest;
  readonly nowMillis: () => number;
  readonly onFailure: (error: unknown) => void;
}

/** Asks for the stack of a thread that stands still, again and again until there is one, but not too often. */
export interface StackQuestions {
  /** Does nothing while a question is open, or too soon after one. Call it from time to time. */
  ask(answer: (seen: SeenStack) => void): void;
  /** Nobody waits for an answer any more. */
  cancel(): void;
}

/** A stack costs the blocked thread some milliseconds, or more with very much code: at most this share of its time. */
const largestShare = 0.05;
/** Short enough that a block soon after another has its stack in time, too. */
const shortestPauseMillis = 1_000;
const longestPauseMillis = 10_000;

export function createStackQuestions({ ask, nowMillis, onFailure }: StackQuestionsOptions): StackQuestions {
  let question: StackRequest | undefined;
  let nextMillis = Number.NEGATIVE_INFINITY;

  const pause = (millis: number): void => {
    question = undefined;
    nextMillis = nowMillis() + Math.min(longestPauseMillis, millis);
  };
  const fail = (error: unknown): void => {
    pause(longestPauseMillis);
    onFailure(error);
  };

  return {
    ask(answer) {
      if (question !== undefined || nowMillis() < nextMillis) return;
      try {
        question = ask((seen, costMillis) => {
          // Without a stack nothing was learned: it is asked for again at once.
          const isSeen = seen.stack.length > 0;
          pause(isSeen ? Math.max(shortestPauseMillis, costMillis / largestShare) : costMillis);
          if (isSeen) answer(seen);
        }, fail);
      } catch (error) {
        fail(error);
      }
    },
    cancel() {
      if (question === undefined) return;
      question.cancel();
      pause(shortestPauseMillis);
    },
  };
}
