import { atOnce, inTurns } from '../in-turns.ts';
import type { Window } from '../profile/window.ts';

/** A window that is copied in turns of the loop, because a large one takes milliseconds. */
export interface WindowCopy {
  readonly window: Promise<Window>;
  isComplete(): boolean;
  /** Does now what is left of it. Never throws: if the copy fails, `window` is rejected. */
  complete(): void;
}

export function copyInTurns(steps: Generator<void, Window>): WindowCopy {
  let outcome: (() => Window) | undefined;
  const complete = (): void => {
    if (outcome !== undefined) return;
    try {
      const window = atOnce(steps);
      outcome = () => window;
    } catch (error) {
      outcome = () => {
        throw error;
      };
    }
  };
  function* untilComplete(): Generator<void, Window> {
    while (outcome === undefined) {
      const { done, value } = steps.next();
      if (done) outcome = () => value;
      else yield;
    }
    return outcome();
  }
  return {
    window: inTurns('copy open window', untilComplete()),
    isComplete: () => outcome !== undefined,
    complete,
  };
}
