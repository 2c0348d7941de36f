/** How drains have held the event loop: each does so a few times, briefly. */
export interface DrainHolds {
  readonly count: number;
  /** Holds of more than two milliseconds, also where only another process had the core. */
  readonly long: number;
  readonly longestMicros: number;
}

/** Measures how long drains hold the loop, and sets the wait before the next one accordingly. */
export interface DrainPace {
  /** A part of a drain held the loop for this long. */
  held(millis: number): void;
  /** A step of a drain, in its own turn of the loop, took this long. */
  stepped(millis: number): void;
  /** All steps of a drain are done: sets the interval from them. */
  adapt(): void;
  /** How long to wait for the next drain. Starts to count that drain's steps. */
  nextMillis(): number;
  /** Samples come at another rate from now on. */
  setRate(rate: number): void;
  holds(): DrainHolds;
  forgetHolds(): void;
}

/** A step should hold the loop for about this long; the interval between drains follows from it. */
const targetMillis = 1.2;
const longHoldMillis = 2;
const noHolds: DrainHolds = { count: 0, long: 0, longestMicros: 0 };
const shortestIntervalMillis = 20;
/** Short holds matter more than saved work, but drains take no more than this share of the time. */
const largestShare = 0.02;

export function createDrainPace(rate: number): DrainPace {
  let longestIntervalMillis = longestAt(rate);
  // The first drains are small: their code is not compiled yet.
  let intervalMillis = shortestIntervalMillis;
  let holds = noHolds;
  let longestStepMillis = 0;
  let stepsMillis = 0;
  return {
    held(millis) {
      holds = {
        count: holds.count + 1,
        long: holds.long + (millis > longHoldMillis ? 1 : 0),
        longestMicros: Math.max(holds.longestMicros, Math.round(millis * 1000)),
      };
    },
    stepped(millis) {
      longestStepMillis = Math.max(longestStepMillis, millis);
      stepsMillis += millis;
    },
    adapt() {
      const factor = Math.min(1.5, Math.max(0.7, targetMillis / Math.max(longestStepMillis, 0.05)));
      const cheapest = Math.min(intervalMillis, stepsMillis / largestShare);
      intervalMillis = Math.min(
        longestIntervalMillis,
        Math.max(shortestIntervalMillis, cheapest, intervalMillis * factor),
      );
    },
    nextMillis() {
      longestStepMillis = stepsMillis = 0;
      return intervalMillis;
    },
    setRate(next) {
      longestIntervalMillis = longestAt(next);
      // At a higher rate the next drain would be larger than one may be. It adapts from here.
      intervalMillis = shortestIntervalMillis;
    },
    holds: () => holds,
    forgetHolds() {
      holds = noHolds;
    },
  };
}

function longestAt(rate: number): number {
  return Math.min(5_000, Math.max(250, 250_000 / rate));
}
