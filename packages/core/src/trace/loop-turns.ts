import type { Scope } from '../sample/scope.ts';
import { type Came, unknownCame } from './came.ts';
import { LoopMarks } from './loop-marks.ts';

export interface LoopTurnsOptions {
  /** Runs the profiler's own work. */
  readonly run: (work: () => void) => void;
  /** Turns that may be watched in a second, which cost 2 to 25 µs each. Of more, a random part is watched. */
  readonly mostPerSecond: () => number;
  /** Between 0 and 1, 1 excluded. */
  readonly random: () => number;
  /**
   * For how long the loop was busy from one poll to the next, how long a time was watched, and for how many such turns and
   * times that stands. Long turns all are known, also where not all turns are watched; then to a few milliseconds.
   */
  readonly onTurn: (busyMicros: number, watchedMicros: number, weight: number) => void;
  /**
   * The loop did not poll between two moments. Called after each poll that is watched, once for what came before it and
   * once for its callbacks; and some 100 times a second where turns are not watched.
   */
  readonly onBusy?: ((fromMicros: number, toMicros: number) => void) | undefined;
  /** It has run in the loop: after a poll that is watched, or to look at a loop that is not. */
  readonly onLook?: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** Follows the loop from poll to poll. Times are microseconds of `performance.now()`. */
export interface LoopTurns {
  readonly marks: LoopMarks;
  /** Whether a callback's resource is one of its own, so that traces can leave it out. */
  isOwn(resource: object): boolean;
  /** A request begins to run, called back by the poll of this turn. */
  mark(nowMicros: number, scope: Scope): void;
  /** Whether `called` is going to report each callback of the loop. */
  follow(isOn: boolean): void;
  /** The loop calls back, perhaps for the first time after its poll. */
  called(nowMicros: number): void;
  /** When something came that the poll of this turn has reported. Call it in the loop's callback for it. */
  came(nowMicros: number): Came;
  stop(): void;
}

/** Where nobody watches, or Node does not tell how its loop polls. */
export function unknownTurns(): LoopTurns {
  return {
    marks: new LoopMarks(),
    isOwn: () => false,
    mark() {},
    follow() {},
    called() {},
    came: (nowMicros) => unknownCame(nowMicros, 0),
    stop() {},
  };
}
