import { atOnce, inTurns } from '../in-turns.ts';
import { piece } from '../pieces.ts';
import type { Window } from '../profile/window.ts';

/** A window that is copied in turns of the loop, because a large one takes milliseconds. */
export interface WindowCopy {
  readonly window: Promise<Window>;
  /** Does now what is left of it. Never throws: if the copy fails, `window` is rejected. */
  complete(): void;
}

export function copyInTurns(steps: Generator<void, Window>): WindowCopy {
  let outcome: (() => Window) | undefined;
  const complete = (): void => {
    if (outcome !== undefined) return;
    try {
      const window = piece('copy open window', () => atOnce(steps));
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
      if (done) return value;
      yield;
    }
    return outcome();
  }
  return { window: inTurns('copy open window', untilComplete()), complete };
}
