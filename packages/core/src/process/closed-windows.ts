import { atOnce, inTurns } from '../in-turns.ts';
import type { Window } from '../profile/window.ts';

export interface ClosedWindowsOptions {
  /** What to do with a window, once it is complete. */
  keep(window: Window): void;
  run(work: () => void): void;
  onFailure(error: unknown): void;
}

/** A window that was closed, until it is copied: in turns of the loop, because a large one takes milliseconds. */
export interface ClosedWindows {
  /** Takes the steps that copy it. */
  add(steps: Generator<void, Window>): void;
  /** Does now what is left: a report, a clear or the end of the process does not wait. */
  finish(): void;
}

export function createClosedWindows({ keep, run, onFailure }: ClosedWindowsOptions): ClosedWindows {
  let copying: Generator<void, Window> | undefined;
  const finish = (): void => {
    const steps = copying;
    copying = undefined;
    if (steps === undefined) return;
    try {
      keep(atOnce(steps));
    } catch (error) {
      onFailure(error);
    }
  };
  function* copy(steps: Generator<void, Window>): Generator<void, void> {
    for (;;) {
      // Somebody had no time to wait.
      if (copying !== steps) return;
      copying = undefined;
      const { done, value } = steps.next();
      if (done) return keep(value);
      copying = steps;
      yield;
    }
  }
  return {
    add(steps) {
      finish();
      copying = steps;
      run(() => void inTurns('close window', copy(steps), true).catch(onFailure));
    },
    finish,
  };
}
